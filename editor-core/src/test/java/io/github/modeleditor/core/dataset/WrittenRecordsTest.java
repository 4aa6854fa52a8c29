package io.github.modeleditor.core.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.core.dataset.Layouts.Frame;
import io.github.modeleditor.core.dataset.Layouts.Written;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What was written is read back, and a file that was cut short is never taken for a whole one. */
class WrittenRecordsTest {
    private static final Path FILE = Path.of("folder", "facts.json");

    /** Records, and a format that can hold them. */
    record Sample(DatasetFormat format, List<DatasetRecord> records) {}

    @Property(tries = 300)
    void jsonIsReadBack(@ForAll("samples") Sample sample, @ForAll Frame frame) {
        byte[] bytes = Layouts.json(sample.format(), sample.records(), frame).bytes();
        assertThat(read(bytes, sample.format())).isEqualTo(sample.records());
        if (sample.format() != DatasetFormat.ZSRE_ALTERNATIVE) {
            assertThat(read(bytes, DatasetFormat.AUTO)).isEqualTo(sample.records());
        }
    }

    @Property(tries = 300)
    void aTableIsReadBack(
            @ForAll("ownRecords") List<DatasetRecord> records, @ForAll boolean windowsLines, @ForAll boolean quoteAll) {
        String lineBreak = windowsLines ? "\r\n" : "\n";
        byte[] bytes = Layouts.csv(records, lineBreak, quoteAll).bytes();
        assertThat(read(bytes, DatasetFormat.CSV)).isEqualTo(records);
    }

    @Property(tries = 30)
    void jsonThatWasCutIsRefusedOrAWholeNumberOfLines(@ForAll("samples") Sample sample, @ForAll Frame frame) {
        Written written = Layouts.json(sample.format(), sample.records(), frame);
        byte[] bytes = written.bytes();
        for (int length = 0; length < bytes.length; length++) {
            @Nullable List<DatasetRecord> read = cut(bytes, length, sample.format());
            if (read == null) {
                continue;
            }
            assertThat(frame).as("an array without its end").isEqualTo(Frame.LINES);
            assertThat(read).isEqualTo(whole(sample.records(), written, length));
            assertThat(rest(written, length)).isBlank();
        }
    }

    @Property(tries = 30)
    void aTableThatWasCutLosesAtMostTheEndOfItsLastCell(@ForAll("ownRecords") List<DatasetRecord> records) {
        Written written = Layouts.csv(records, "\n", false);
        byte[] bytes = written.bytes();
        for (int length = 0; length < bytes.length; length++) {
            @Nullable List<DatasetRecord> read = cut(bytes, length, DatasetFormat.CSV);
            if (read == null) {
                continue;
            }
            List<DatasetRecord> whole = whole(records, written, length);
            boolean begun = !rest(written, length).isBlank();
            assertThat(read).hasSize(whole.size() + (begun ? 1 : 0));
            assertThat(read.subList(0, whole.size())).isEqualTo(whole);
        }
    }

    private static List<DatasetRecord> read(byte[] bytes, DatasetFormat format) {
        try (Stream<DatasetRecord> records = Datasets.stream(FILE, new ByteArrayInputStream(bytes), format)) {
            return records.toList();
        }
    }

    /** The records of a file's first bytes, or null where they are refused as a file of facts should be. */
    private static @Nullable List<DatasetRecord> cut(byte[] bytes, int length, DatasetFormat format) {
        try {
            return read(Arrays.copyOf(bytes, length), format);
        } catch (DatasetException refused) {
            assertThat(refused).hasMessageContaining(FILE.toString());
            return null;
        }
    }

    private static List<DatasetRecord> whole(List<DatasetRecord> records, Written written, int length) {
        return records.subList(
                0, (int) written.ends().stream().filter(end -> end <= length).count());
    }

    /** What stands behind the last whole record. */
    private static String rest(Written written, int length) {
        int begin = written.ends().stream()
                .mapToInt(Integer::intValue)
                .filter(end -> end <= length)
                .max()
                .orElse(0);
        return new String(written.bytes(), begin, length - begin, UTF_8);
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(
                sample(DatasetFormat.COUNTERFACT, contrasted(1, 1, 0)),
                sample(DatasetFormat.MULTI_COUNTERFACT, contrasted(0, 2, 2)),
                sample(DatasetFormat.ZSRE, asked(true)),
                sample(DatasetFormat.ZSRE_ALTERNATIVE, asked(false)),
                sample(DatasetFormat.KNOWEDIT, knowEdit()),
                sample(DatasetFormat.WIKIBIGEDIT, wikiBigEdit()),
                sample(DatasetFormat.JSONL, ownRecord()));
    }

    private static Arbitrary<Sample> sample(DatasetFormat format, Arbitrary<DatasetRecord> record) {
        return record.list().ofMinSize(1).ofMaxSize(3).map(records -> new Sample(format, records));
    }

    @Provide
    Arbitrary<List<DatasetRecord>> ownRecords() {
        return ownRecord().list().ofMinSize(1).ofMaxSize(3);
    }

    /** Facts with an old target; the subject stands in the prompt, the true target answers every neighbour. */
    private static Arbitrary<DatasetRecord> contrasted(int minimum, int maximum, int prompts) {
        Arbitrary<String> plain = texts().filter(text -> !text.contains("{}"));
        return Combinators.combine(
                        plain.list().ofSize(3),
                        answers().list().ofSize(2),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMaxSize(prompts),
                        texts().list().ofMaxSize(prompts))
                .as((parts, targets, heldOut, neighbours, generation, attributes) -> record(
                        new Fact(
                                String.join(" ", parts),
                                targets.get(0),
                                parts.get(1),
                                targets.get(1),
                                List.of(),
                                heldOut,
                                neighbours.stream()
                                        .map(prompt -> Probe.of(prompt, targets.get(1)))
                                        .toList(),
                                List.of()),
                        targets.get(1),
                        generation,
                        attributes));
    }

    private static Arbitrary<DatasetRecord> asked(boolean taughtTheTruth) {
        return Combinators.combine(texts().list().ofSize(4), answers().list().ofSize(3))
                .as((texts, answers) -> record(
                        new Fact(
                                texts.get(0),
                                answers.get(0),
                                texts.get(1),
                                null,
                                List.of(),
                                List.of(texts.get(2)),
                                List.of(Probe.of(texts.get(3), answers.get(1))),
                                List.of()),
                        answers.get(taughtTheTruth ? 0 : 2)));
    }

    private static Arbitrary<DatasetRecord> knowEdit() {
        return Combinators.combine(
                        texts().list().ofSize(2),
                        answers().list().ofSize(2),
                        texts().list().ofMaxSize(1),
                        groups("Relation_Specificity", "Forgetfulness"),
                        groups("Subject_Aliasing", "Reasoning", "Logical_Generalization"))
                .as((texts, answers, heldOut, locality, portability) -> record(
                        new Fact(
                                texts.get(0),
                                answers.get(0),
                                texts.get(1),
                                null,
                                List.of(),
                                heldOut,
                                locality,
                                portability),
                        answers.get(1)));
    }

    private static Arbitrary<List<Probe>> groups(String... names) {
        List<Arbitrary<List<Probe>>> groups = Stream.of(names)
                .<Arbitrary<List<Probe>>>map(
                        name -> probe(answers(), Arbitraries.just(name)).list().ofMaxSize(2))
                .toList();
        return Combinators.combine(groups)
                .as(probes -> probes.stream().flatMap(List::stream).toList());
    }

    private static Arbitrary<DatasetRecord> wikiBigEdit() {
        return Combinators.combine(
                        texts(),
                        answers().list().ofSize(2),
                        texts().injectNull(0.2),
                        texts().list().ofMaxSize(1),
                        probe(answers(), Arbitraries.just("")).list().ofMaxSize(1),
                        texts().list().ofMaxSize(1),
                        probe(answers(), Arbitraries.just("mhop")).list().ofMaxSize(1))
                .as((prompt, answers, subject, heldOut, locality, personas, hops) -> record(
                        new Fact(
                                prompt,
                                answers.get(0),
                                subject,
                                null,
                                List.of(),
                                heldOut,
                                locality,
                                Stream.concat(
                                                personas.stream()
                                                        .map(text -> new Probe(text, answers.get(0), "personas")),
                                                hops.stream())
                                        .toList()),
                        answers.get(1)));
    }

    private static Arbitrary<DatasetRecord> ownRecord() {
        Arbitrary<List<String>> upToTwo = texts().list().ofMaxSize(2);
        Arbitrary<List<Probe>> probes =
                probe(texts(), Arbitraries.of("", "one_hop", "a, \"b\"")).list().ofMaxSize(2);
        Arbitrary<Fact> facts = Combinators.combine(
                        texts(),
                        texts(),
                        texts().injectNull(0.3),
                        texts().injectNull(0.3),
                        upToTwo,
                        upToTwo,
                        probes,
                        probes)
                .as(Fact::new);
        return Combinators.combine(facts, upToTwo, upToTwo)
                .as((fact, generation, attributes) -> record(
                        fact, Objects.requireNonNullElse(fact.oldTarget(), fact.target()), generation, attributes));
    }

    private static Arbitrary<Probe> probe(Arbitrary<String> answers, Arbitrary<String> groups) {
        return Combinators.combine(texts(), answers, groups).as(Probe::new);
    }

    /** Texts that are hard to write down: with quotes, commas, line breaks, and characters of one to four bytes. */
    private static Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "b", "é", "漢", "😀", " ", "\t", "\n", "\r", "\"", "'", ",", ";", "\\", "{", "}", "[", "#")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(characters -> String.join("", characters))
                .filter(text -> !text.isBlank());
    }

    private static Arbitrary<String> answers() {
        return texts().map(String::strip);
    }

    private static DatasetRecord record(Fact fact, String truth) {
        return record(fact, truth, List.of(), List.of());
    }

    private static DatasetRecord record(
            Fact fact, String truth, List<String> generationPrompts, List<String> attributePrompts) {
        return new DatasetRecord(
                fact, Optional.of(new TrainingText(fact.prompt(), truth)), generationPrompts, attributePrompts);
    }
}
