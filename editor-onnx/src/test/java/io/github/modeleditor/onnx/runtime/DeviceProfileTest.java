package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the nodes of a training step run, by ONNX Runtime's own profile: nothing crosses between the GPU's memory and the
 * host's but what is fed and fetched. {@code -Dmodeleditor.test.model=FOLDER} takes another model than the fixture, and
 * {@code -Dmodeleditor.test.profile=FILE} writes what was counted as a line of a Markdown table, and operator by operator beside
 * it; {@code -Dmodeleditor.test.precision=TYPE} computes in other numbers than float32. On a GPU the time of a node is that of
 * starting it.
 */
class DeviceProfileTest {
    private static final int WARM_UP = 2;
    private static final int STEPS = 5;

    /** For what is computed from masks and shapes once in a step, whatever the number of layers. Not yet measured on a GPU. */
    private static final int FEW_COPIES = 8;

    @Test
    void nothingCrossesBetweenDevicesWithinAStep(@TempDir Path folder) throws Exception {
        Device device = Fixtures.device();
        String named = System.getProperty("modeleditor.test.model");
        Path model = named == null ? Fixtures.folder("llama-dynamo") : Path.of(named);
        Path file = model.resolve("model.onnx");
        Precision precision =
                Precision.valueOf(Ascii.toUpperCase(System.getProperty("modeleditor.test.precision", "float32")));
        Graph graph = Lowering.lower(GraphReader.read(
                Files.exists(file) ? file : model.resolve("onnx").resolve("model.onnx")));
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        LoraLayout layout = LoraLayout.of(
                LoraConfig.rank(named == null ? 2 : 32),
                projections.stream()
                        .map(p -> new LoraLayout.Projection(p.path(), p.inputs(), p.outputs()))
                        .toList());
        TokenBatch batch = named == null ? Fixtures.batch(Fixtures.golden("llama-dynamo")) : batch(32, 14);
        double[] seconds = new double[WARM_UP + STEPS];

        TestCustomizer.during(DevicesTest.profiling(folder.resolve("step")), () -> {
            float[] gradient = new float[layout.size()];
            LoraWeights weights = new LoraWeights(layout, new float[layout.size()]);
            try (WeightTensors tensors = WeightTensors.map(MixedPrecision.of(graph, precision));
                    TrainingSession training = TrainingSession.open(
                            TrainingGraph.of(decoder, projections, precision),
                            layout,
                            tensors,
                            device,
                            Recomputation.ELEMENTWISE)) {
                for (int step = 0; step < seconds.length; step++) {
                    long start = System.nanoTime();
                    training.accumulate(List.of(batch), weights, gradient);
                    seconds[step] = (System.nanoTime() - start) / 1e9;
                }
            }
        });

        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Double> milliseconds = new TreeMap<>();
        count(folder, counts, milliseconds);
        boolean gpu = device instanceof Device.Cuda;
        write(
                device,
                model,
                counts,
                milliseconds,
                Arrays.stream(seconds).skip(WARM_UP).average().orElseThrow());
        assertThat(counts.getOrDefault("MemcpyToHost", 0) + counts.getOrDefault("MemcpyFromHost", 0))
                .as("copies between devices in a step: %s", counts)
                .isLessThanOrEqualTo(gpu ? FEW_COPIES : 0);
        assertThat(counts.getOrDefault("on " + (gpu ? "CUDA" : "CPU"), 0))
                .as("nodes: %s", counts)
                .isGreaterThan(100);
    }

    /** Texts that differ in their tokens only, each with one target. */
    private static TokenBatch batch(int rows, int columns) {
        List<int[]> texts = IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(row * columns, (row + 1) * columns)
                        .map(i -> 1 + i % 300)
                        .toArray())
                .toList();
        int[] last = new int[rows];
        Arrays.fill(last, columns - 1);
        return TokenBatch.targets(texts, last, 1f / rows);
    }

    /** Nodes of one warm run, by operator where they copy and by provider; sessions that learn shapes ran less often. */
    private static void count(Path folder, Map<String, Integer> counts, Map<String, Double> milliseconds)
            throws IOException {
        List<Path> profiles;
        try (Stream<Path> files = Files.list(folder)) {
            profiles = files.toList();
        }
        for (Path profile : profiles) {
            List<JsonNode> events = new ArrayList<>();
            new ObjectMapper().readTree(profile.toFile()).forEach(events::add);
            List<Long> modelRuns = events.stream()
                    .filter(event -> event.path("name").asText().equals("model_run"))
                    .map(event -> event.path("ts").asLong())
                    .sorted()
                    .toList();
            if (modelRuns.size() == WARM_UP + STEPS) {
                long warm = modelRuns.get(WARM_UP);
                for (JsonNode event : events.stream()
                        .filter(event -> event.path("ts").asLong() >= warm)
                        .toList()) {
                    JsonNode arguments = event.path("args");
                    if (event.path("cat").asText().equals("Session")) {
                        counts.merge(event.path("name").asText(), 1, Integer::sum);
                        milliseconds.merge(
                                event.path("name").asText(), event.path("dur").asDouble() / 1e3 / STEPS, Double::sum);
                    }
                    if (event.path("cat").asText().equals("Node")
                            && event.path("name").asText().endsWith("_kernel_time")) {
                        String provider = arguments.path("provider").asText().replace("ExecutionProvider", "");
                        String operator = arguments.path("op_name").asText();
                        counts.merge("on " + provider, 1, Integer::sum);
                        if (operator.startsWith("Memcpy")) {
                            counts.merge(operator, 1, Integer::sum);
                        }
                        counts.merge(operator + " on " + provider, 1, Integer::sum);
                        milliseconds.merge(
                                operator + " on " + provider, event.path("dur").asDouble() / 1e3 / STEPS, Double::sum);
                    }
                }
            }
        }
        counts.replaceAll((what, count) -> count / STEPS);
    }

    private static void write(
            Device device, Path model, Map<String, Integer> counts, Map<String, Double> milliseconds, double seconds)
            throws IOException {
        String file = System.getProperty("modeleditor.test.profile");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %d | %d | %d | %d | %.4f |%n",
                            model.getFileName(),
                            device,
                            counts.getOrDefault("on CUDA", 0),
                            counts.getOrDefault("on CPU", 0),
                            counts.getOrDefault("MemcpyToHost", 0),
                            counts.getOrDefault("MemcpyFromHost", 0),
                            seconds));
            Files.write(
                    Path.of(file + ".operators"),
                    milliseconds.entrySet().stream()
                            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                            .map(entry -> String.format(
                                    Locale.ROOT,
                                    "| %s | %d | %.3f |",
                                    entry.getKey(),
                                    counts.get(entry.getKey()),
                                    entry.getValue()))
                            .toList());
        }
    }
}
