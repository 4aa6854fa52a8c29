package io.github.modeleditor.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a fixture, to be damaged. */
public final class ModelCopy {
    private final Path folder;

    private ModelCopy(Path folder) {
        this.folder = folder;
    }

    /** Copies a fixture into a new folder {@code model}; the folder above it has no file that belongs to a model. */
    public static ModelCopy of(String fixture, Path parent) {
        try (Stream<Path> files = Files.list(FixtureFolders.folder(fixture))) {
            Path folder = Files.createDirectories(parent.resolve("model"));
            for (Path file : files.toList()) {
                if (!file.toString().endsWith(".safetensors")) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return new ModelCopy(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path graph() {
        return file("model.onnx");
    }

    public ModelProto proto() {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(graph()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void rewrite(Consumer<ModelProto.Builder> change) {
        ModelProto.Builder model = proto().toBuilder();
        change.accept(model);
        write("model.onnx", model.build().toByteArray());
    }

    public void rewriteGraph(Consumer<GraphProto.Builder> change) {
        rewrite(model -> change.accept(model.getGraphBuilder()));
    }

    /** Changes every node that is chosen and gives their names. */
    public List<String> rewriteNodes(Predicate<NodeProto> chosen, Consumer<NodeProto.Builder> change) {
        List<String> names = proto().getGraph().getNodeList().stream()
                .filter(chosen)
                .map(NodeProto::getName)
                .toList();
        rewriteGraph(graph -> graph.getNodeBuilderList().stream()
                .filter(node -> chosen.test(node.build()))
                .forEach(change));
        return names;
    }

    /** Moves the data of all tensors but short ones to a file beside the graph, as exporters of large models do. */
    public void moveWeightsBesideGraph() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        rewriteGraph(graph -> graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getRawData().size() >= 32)
                .forEach(tensor -> {
                    byte[] bytes = tensor.getRawData().toByteArray();
                    Map<String, String> place = Map.of(
                            "location", "model.onnx.data", "offset", "" + data.size(), "length", "" + bytes.length);
                    place.forEach((key, value) ->
                            tensor.addExternalDataBuilder().setKey(key).setValue(value));
                    tensor.clearRawData().setDataLocation(DataLocation.EXTERNAL);
                    data.writeBytes(bytes);
                }));
        write("model.onnx.data", data.toByteArray());
    }

    /** Gives values other names, wherever nodes make or read them. */
    public void renameValues(UnaryOperator<String> rename) {
        rewriteNodes(node -> true, node -> {
            for (int i = 0; i < node.getInputCount(); i++) {
                node.setInput(i, rename.apply(node.getInput(i)));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                node.setOutput(i, rename.apply(node.getOutput(i)));
            }
        });
    }

    /** Takes every name away: of nodes, weights and values, and what exporters noted. Inputs and outputs keep theirs. */
    public void stripNames() {
        GraphProto old = proto().getGraph();
        Map<String, String> names = new HashMap<>();
        Stream.of(old.getInputList(), old.getOutputList())
                .flatMap(List::stream)
                .forEach(value -> names.put(value.getName(), value.getName()));
        rewriteGraph(graph -> {
            graph.clearValueInfo();
            graph.getInitializerBuilderList()
                    .forEach(weight ->
                            weight.setName(names.computeIfAbsent(weight.getName(), name -> "w" + names.size())));
        });
        renameValues(value -> value.isEmpty() ? value : names.computeIfAbsent(value, name -> "v" + names.size()));
        rewriteGraph(graph -> {
            for (int i = 0; i < graph.getNodeCount(); i++) {
                graph.getNodeBuilder(i).clearMetadataProps().clearDocString().setName("n" + i);
            }
        });
    }

    public void importDomain(String domain, long version) {
        rewrite(model -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    }

    public void write(String name, byte[] content) {
        try {
            Files.write(file(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the first bytes of a file. */
    public void truncate(String name, int length) {
        write(name, Arrays.copyOf(read(name), length));
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies under a folder: contents and times of change, by path. */
    public static Map<String, String> snapshot(Path folder) {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String content = Files.isRegularFile(file)
                        ? Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString()
                        : "a folder";
                contents.put(folder.relativize(file).toString(), content + " " + Files.getLastModifiedTime(file));
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
