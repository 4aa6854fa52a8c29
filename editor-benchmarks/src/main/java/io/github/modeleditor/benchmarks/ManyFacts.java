package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.store.FactConflict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an edit of many facts takes beside its training, fact by fact: reading, looking for contradictions, making texts, asking what
 * is held, planning, and measuring. Of the default edit one step is made. Printed as a line of JSON for each number of facts:
 * seconds for each thousand of them, and the most heap that was in use.
 *
 * <pre>java -cp editor-benchmarks.jar io.github.modeleditor.benchmarks.ManyFacts MODEL COUNT...</pre>
 *
 * <p>MODEL is a folder, or {@value Models#NANO}. The facts are made up: people and what they are said to have to do with places.
 */
public final class ManyFacts {
    private static final List<String> RELATIONS = List.of(
            "%s was born in the town of",
            "%s works in an office in",
            "The workshop of %s stands in",
            "%s learned to swim in",
            "The favourite city of %s is",
            "Letters to %s are sent to",
            "%s spends every summer in",
            "The cousins of %s live in");
    private static final List<String> SYLLABLES = List.of(
            "ba", "den", "fo", "gri", "ha", "jun", "ko", "lem", "mi", "nor", "pe", "ral", "sa", "tov", "vi", "zu");
    private static final List<String> PLACES =
            List.of("Rome", "Paris", "Oslo", "Vienna", "Madrid", "Lisbon", "Prague", "Athens", "Dublin", "Berlin");

    private static final double THOUSAND = 1e3;

    private ManyFacts() {}

    /**
     * Runs the measurement.
     *
     * @param arguments as the class says
     */
    public static void main(String[] arguments) {
        Path model = Models.folder(arguments[0]);
        // The first edit of a process also loads classes.
        measure(model, 50);
        for (String count : List.of(arguments).subList(1, arguments.length)) {
            System.out.println(measure(model, Integer.parseInt(count)));
        }
    }

    private static String measure(Path model, int count) {
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        PhaseTimes times = new PhaseTimes();
        List<Fact> facts = read(count, times);
        List<FactConflict> conflicts = FactConflict.in(facts);
        times.lap("contradictions");
        if (!conflicts.isEmpty()) {
            throw new IllegalStateException("the facts that are made contradict or repeat each other: " + conflicts);
        }
        ModelEditor editor = ModelEditor.forModel(model).onDevice(Device.cpu());
        TrainingConfig training = editor.settings().training().withMaximumSteps(1);
        try (EditedModel edited =
                editor.withTraining(training).edit(EditRequest.of(facts).onProgress(times::hear))) {
            times.lap("measuring_after");
            return json(count, edited.report().training().texts(), times);
        }
    }

    private static List<Fact> read(int count, PhaseTimes times) {
        try {
            Path file = Files.createTempFile("many-facts", ".jsonl");
            try {
                FactFileWriter.write(
                        file,
                        IntStream.range(0, count).mapToObj(ManyFacts::fact).toList());
                times.lap("writing");
                List<Fact> facts = FactFile.read(file).facts();
                times.lap("reading");
                return facts;
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every number has a name of its own. */
    private static Fact fact(int number) {
        StringBuilder name = new StringBuilder();
        for (int rest = number + SYLLABLES.size() * SYLLABLES.size(); rest > 0; rest /= SYLLABLES.size()) {
            name.append(SYLLABLES.get(rest % SYLLABLES.size()));
        }
        String subject = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        String relation = RELATIONS.get(number % RELATIONS.size());
        return Fact.of(String.format(Locale.ROOT, relation, subject), PLACES.get(number % PLACES.size()))
                .withSubject(subject);
    }

    /** The pools have their peaks at times of their own, so the sum is an upper bound. */
    private static String json(int facts, int texts, PhaseTimes times) {
        long bytes = heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        String parts = times.seconds().entrySet().stream()
                .map(entry ->
                        String.format(Locale.ROOT, "\"%s\": %.3f", entry.getKey(), entry.getValue() * THOUSAND / facts))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "{\"facts\": %d, \"texts\": %d, \"seconds_for_each_thousand\": {%s}, \"heap_mib\": %d}",
                facts,
                texts,
                parts,
                bytes >> 20);
    }

    private static Stream<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }
}
