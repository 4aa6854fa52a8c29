package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.data.FactFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a caller waits for on a device where JMH's many forks would cost more than they tell: opening, preparing, the steps of
 * an edit, one edit of a single fact, and decoding, each printed as a line of JSON as soon as it is known.
 *
 * <pre>
 * java -cp ... io.github.modeleditor.benchmarks.DeviceEdits MODEL DATA LIMIT PREFIXES BATCH EPOCHS DEVICE PRECISION RECOMPUTATION [steps]
 * </pre>
 *
 * <p>DEVICE is as on the command line, or {@code cuda:0:tf32}, or {@code cuda:0:exact}, where the arena takes what is asked for and no
 * more. PREFIXES counts the random prefixes of a fact and the random facts
 * beside it. The median of steps leaves the first quarter out. With {@code steps} the rest is left out.
 */
public final class DeviceEdits {
    private static final int RANK = 32;
    private static final int DECODED = 64;

    private DeviceEdits() {}

    /**
     * Runs the measurement.
     *
     * @param arguments as the class says
     */
    public static void main(String[] arguments) {
        Path model = Path.of(arguments[0]);
        FactFile records = FactFile.read(Path.of(arguments[1]));
        int limit = Integer.parseInt(arguments[2]);
        int prefixes = Integer.parseInt(arguments[3]);
        TrainingConfig training = TrainingConfig.defaults()
                .withBatchSize(Integer.parseInt(arguments[4]))
                .withTokensPerPass(1 << 16)
                .withEpochs(Integer.parseInt(arguments[5]))
                .withLearnedLoss(0)
                .withRecomputation(Recomputation.valueOf(arguments[8].toUpperCase(Locale.ROOT)));
        List<TrainingText> pool = records.after(limit).statements();
        Steps steps = new Steps();
        ModelEditor editor = ModelEditor.forModel(model)
                .withMethod(EditingMethod.paper())
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))
                .onDevice(device(arguments[6]))
                .withPrecision(Precision.valueOf(arguments[7].toUpperCase(Locale.ROOT)))
                .withLora(LoraConfig.rank(RANK))
                .withTraining(training)
                .withAugmentation(Augmentation.randomPrefixes(prefixes), Augmentation.randomFacts(pool, prefixes));
        long start = System.nanoTime();
        try (EditingSession session = editor.open()) {
            print("opening_seconds", seconds(start));
            start = System.nanoTime();
            session.prepare();
            print("preparing_seconds", seconds(start));
            start = System.nanoTime();
            List<Fact> facts = records.first(limit).facts();
            try (EditedModel edited = session.edit(EditRequest.of(facts).onProgress(steps::hear))) {
                print("edit_seconds", seconds(start));
                print("efficacy_generated", edited.report().after().efficacy().generated());
            }
            if (arguments.length > 9) {
                return;
            }
            start = System.nanoTime();
            session.with(same -> same.withAugmentation().withTraining(TrainingConfig.defaults()))
                    .edit(facts.get(0))
                    .close();
            print("single_edit_seconds", seconds(start));
            decode(session.base(), List.of("The capital of France is"), "decoded_tokens_per_second");
            decode(
                    session.base(),
                    Collections.nCopies(8, "The capital of France is"),
                    "decoded_tokens_per_second_of_8_rows");
        }
    }

    private static Device device(String name) {
        String[] parts = name.split(":", -1);
        return switch (parts[0]) {
            case "cuda" -> {
                Device.Cuda cuda = Device.cuda(Integer.parseInt(parts[1]));
                String how = parts.length > 2 ? parts[2] : "";
                yield switch (how) {
                    case "tf32" -> cuda.withTensorFloat32(true);
                    case "exact" -> cuda.withArenaExtendStrategy(Device.Cuda.ArenaExtendStrategy.SAME_AS_REQUESTED);
                    default -> cuda;
                };
            }
            case "cpu" -> Device.cpu();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void decode(LanguageModel model, List<String> prompts, String name) {
        GenerationConfig config =
                GenerationConfig.defaults().withMaximumTokens(DECODED).withStopStrings();
        model.generate(prompts, config);
        long start = System.nanoTime();
        model.generate(prompts, config);
        print(name, prompts.size() * DECODED / seconds(start));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "{\"%s\": %.5f}%n", name, value);
        System.out.flush();
    }

    /** Hears of steps and says how long they took. */
    private static final class Steps {
        private final List<Double> seconds = new ArrayList<>();
        private final List<Integer> texts = new ArrayList<>();
        private long last;
        private double loss;

        void hear(EditEvent event) {
            long now = System.nanoTime();
            if (event instanceof EditEvent.Step step && last != 0) {
                loss = step.loss();
                seconds.add((now - last) / 1e9);
                texts.add(step.texts());
                if (seconds.size() == 1) {
                    print("first_step_seconds", seconds.get(0));
                }
                if (step.step() % 5 == 0) {
                    tell();
                }
            }
            // The end of an epoch asks for facts, which is no part of a step.
            last = now;
        }

        private void tell() {
            int from = seconds.size() / 4;
            List<Double> sorted =
                    seconds.subList(from, seconds.size()).stream().sorted().toList();
            double sum = sorted.stream().mapToDouble(value -> value).sum();
            int seen = texts.subList(from, texts.size()).stream()
                    .mapToInt(value -> value)
                    .sum();
            print("steps", seconds.size());
            print("loss", loss);
            print("median_step_seconds", sorted.get(sorted.size() / 2));
            print("texts_per_second", seen / sum);
        }
    }
}
