package io.github.modeleditor.graph.lora;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.graph.FixtureFolders;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the names of a graph tell, its shape tells too. */
class StructuralPathsTest {
    static final List<String> MODELS = Stream.of(FixtureFolders.NAMES, FixtureFolders.CACHED)
            .flatMap(List::stream)
            .toList();

    private static List<Projection> projections(Path model) {
        Graph graph = Lowering.lower(GraphReader.read(model));
        return Projections.of(graph, Decoder.of(graph).head());
    }

    /** A module path in the words of the graph's shape. */
    private static String inOurWords(String path) {
        return path.replaceFirst("^(model|transformer)\\.", "")
                .replaceFirst("^h\\.", "layers.")
                .replace("attn.c_attn", "attn.qkv_proj")
                .replace(".attn.c_proj", ".attn.o_proj")
                .replace("mlp.c_fc", "mlp.fc_in")
                .replace("mlp.c_proj", "mlp.fc_out");
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void rolesEqualNames(String fixture) {
        List<Projection> named = projections(FixtureFolders.folder(fixture).resolve("model.onnx"));
        assertThat(named)
                .extracting(Projection::role)
                .containsExactlyElementsOf(
                        named.stream().map(p -> inOurWords(p.path())).toList());
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void modulesAreFoundWithoutAnyName(String fixture, @TempDir Path folder) {
        ModelCopy model = ModelCopy.of(fixture, folder);
        List<String> expected = projections(model.graph()).stream()
                .map(p -> inOurWords(p.path()))
                .toList();
        model.stripNames();
        assertThat(projections(model.graph())).extracting(Projection::path).containsExactlyElementsOf(expected);
    }

    @Test
    void whatTheShapeDoesNotTellIsNumbered(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        model.stripNames();
        model.rewriteNodes(node -> node.getOpType().equals("Sigmoid"), node -> node.setOpType("Sqrt"));
        assertThat(projections(model.graph()))
                .extracting(Projection::path)
                .as("neither of two is behind a nonlinear function: which is the gate?")
                .containsExactly(
                        "layers.0.self_attn.q_proj",
                        "layers.0.self_attn.k_proj",
                        "layers.0.self_attn.v_proj",
                        "layers.0.self_attn.o_proj",
                        "layers.0.linear_0",
                        "layers.0.linear_1",
                        "layers.0.linear_2",
                        "layers.1.self_attn.q_proj",
                        "layers.1.self_attn.k_proj",
                        "layers.1.self_attn.v_proj",
                        "layers.1.self_attn.o_proj",
                        "layers.1.linear_0",
                        "layers.1.linear_1",
                        "layers.1.linear_2");
    }
}
