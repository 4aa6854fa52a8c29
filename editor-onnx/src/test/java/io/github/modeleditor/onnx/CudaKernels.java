package io.github.modeleditor.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which operators ONNX Runtime runs on CUDA, as {@code cuda-kernels.tsv} has it. */
public final class CudaKernels {
    private static final Map<String, List<Kernel>> TABLE = read();

    private CudaKernels() {}

    /**
     * One registration.
     *
     * @param definitions the versions in which the operator was defined anew
     * @param last the last version it takes; that of {@code first} alone where there is no bound
     */
    private record Kernel(List<Integer> definitions, int first, int last, Set<String> types) {
        boolean takes(long opset, DataType type) {
            int definition = definitions.stream()
                    .filter(version -> version <= opset)
                    .mapToInt(v -> v)
                    .max()
                    .orElse(0);
            return definition >= first
                    && definition <= last
                    && types.contains(type.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Whether the table has an operator at all. */
    public static boolean knows(String operator) {
        return TABLE.containsKey(operator);
    }

    /**
     * Whether a node would be placed on the GPU.
     *
     * @param operator with its domain where that is not the standard one
     * @param opset of the model, in the standard domain
     * @param type of the operator's data
     */
    public static boolean has(String operator, long opset, DataType type) {
        long version = operator.contains(":") ? 1 : opset;
        return TABLE.getOrDefault(operator, List.of()).stream().anyMatch(kernel -> kernel.takes(version, type));
    }

    private static Map<String, List<Kernel>> read() {
        Map<String, List<Kernel>> table = new HashMap<>();
        try {
            for (String line : Resources.readLines(
                    Resources.getResource(CudaKernels.class, "/cuda-kernels.tsv"), StandardCharsets.UTF_8)) {
                if (!line.startsWith("#")) {
                    List<String> fields = Splitter.on('\t').splitToList(line);
                    List<Integer> definitions = Splitter.on(',')
                            .splitToStream(fields.get(1))
                            .map(Integer::valueOf)
                            .toList();
                    List<String> range =
                            Splitter.on('-').splitToList(fields.get(2).replace("+", ""));
                    table.computeIfAbsent(fields.get(0), operator -> new ArrayList<>())
                            .add(new Kernel(
                                    definitions,
                                    Integer.parseInt(range.get(0)),
                                    Integer.parseInt(range.get(range.size() - 1)),
                                    Set.copyOf(Splitter.on(' ').splitToList(fields.get(3)))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
