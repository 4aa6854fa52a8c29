package io.github.modeleditor.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ModelCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with a folder: one exception that says what, where and what to do, and nothing on the disk changes. */
class DamagedModelTest {
    private final Path parent;
    private int copies;

    DamagedModelTest(@TempDir Path parent) {
        this.parent = parent;
    }

    @TestFactory
    Stream<DynamicTest> graphs() {
        return Stream.of(
                damage("missing", model -> model.delete("model.onnx"), "", "holds no ONNX graph", "Name the folder"),
                damage(
                        "cut in half",
                        model -> model.truncate("model.onnx", model.read("model.onnx").length / 2),
                        "model.onnx",
                        "truncated or no ONNX model",
                        "Export or copy it again"),
                damage(
                        "without its last byte",
                        model -> model.truncate("model.onnx", model.read("model.onnx").length - 1),
                        "model.onnx",
                        "truncated or no ONNX model",
                        "Export or copy it again"),
                damage(
                        "cut behind the graph",
                        model -> model.write("model.onnx", withoutOperatorSets(model)),
                        "model.onnx",
                        "imports no standard operator set",
                        "Export or copy it again"),
                damage("empty", model -> model.truncate("model.onnx", 0), "model.onnx", "no ONNX graph", "Export"),
                damage(
                        "random bytes",
                        model -> model.write("model.onnx", random()),
                        "model.onnx",
                        "truncated or no ONNX model",
                        "Export or copy it again"),
                damage(
                        "a pointer to a file that was not fetched",
                        model -> model.write(
                                "model.onnx", "version https://git-lfs.github.com/spec/v1\n".getBytes(UTF_8)),
                        "model.onnx",
                        "truncated or no ONNX model",
                        "Export or copy it again"));
    }

    private static byte[] withoutOperatorSets(ModelCopy model) {
        return model.proto().toBuilder().clearOpsetImport().build().toByteArray();
    }

    private static byte[] random() {
        byte[] bytes = new byte[10_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @TestFactory
    Stream<DynamicTest> weights() {
        return Stream.of(
                damage(
                        "missing",
                        model -> model.delete("model.onnx.data"),
                        "model.onnx.data",
                        "model.embed_tokens.weight",
                        "is missing",
                        "Put it beside the graph"),
                damage(
                        "truncated",
                        model -> model.truncate("model.onnx.data", 100_000),
                        "model.onnx.data",
                        "truncated: tensor val_",
                        "there are 100000",
                        "Copy or export it again"),
                damage(
                        "in another folder",
                        model -> external(model, "location", "../model.onnx.data"),
                        "",
                        "model.embed_tokens.weight",
                        "outside the folder",
                        "Move"),
                damage(
                        "at an absolute path",
                        model -> external(
                                model,
                                "location",
                                model.file("../elsewhere").toAbsolutePath().toString()),
                        "",
                        "elsewhere",
                        "model.embed_tokens.weight",
                        "outside the folder",
                        "Move"),
                damage(
                        "in no file",
                        model -> external(model, "location", ""),
                        "",
                        "model.embed_tokens.weight",
                        "names no file",
                        "Export or copy it again"),
                damage(
                        "at no number",
                        model -> external(model, "offset", "here"),
                        "",
                        "model.embed_tokens.weight",
                        "offset \"here\"",
                        "Export or copy it again"),
                damage(
                        "before the beginning",
                        model -> external(model, "offset", "-4096"),
                        "",
                        "model.embed_tokens.weight",
                        "offset \"-4096\"",
                        "Export or copy it again"),
                damage(
                        "too far behind the end to add up",
                        model -> external(model, "offset", Long.toString(Long.MAX_VALUE - 8)),
                        "model.onnx.data",
                        "model.embed_tokens.weight",
                        "truncated",
                        "Copy or export it again"),
                damage(
                        "shorter than their shape",
                        model -> external(model, "length", "8"),
                        "model.onnx.data",
                        "model.embed_tokens.weight",
                        "truncated",
                        "Copy or export it again"));
    }

    /** Gives the external data of the first weight another entry. */
    private static void external(ModelCopy model, String key, String value) {
        model.rewriteGraph(graph -> {
            TensorProto.Builder tensor = graph.getInitializerBuilder(0);
            assertThat(tensor.getExternalDataList())
                    .extracting(StringStringEntryProto::getKey)
                    .contains(key);
            tensor.getExternalDataBuilderList().stream()
                    .filter(entry -> entry.getKey().equals(key))
                    .forEach(entry -> entry.setValue(value));
        });
    }

    @TestFactory
    Stream<DynamicTest> tokenizers() {
        return Stream.of(
                damage(
                        "missing",
                        model -> model.delete("tokenizer.json"),
                        "",
                        "has no tokenizer.json",
                        "Save its tokenizer there"),
                damage(
                        "truncated",
                        model -> model.truncate("tokenizer.json", 4000),
                        "tokenizer.json",
                        "cannot be read",
                        "Copy it again"),
                damage(
                        "another JSON file",
                        model -> model.write("tokenizer.json", "{\"version\": \"1.0\"}".getBytes(UTF_8)),
                        "tokenizer.json",
                        "cannot be read",
                        "Copy it again"),
                damage(
                        "no JSON",
                        model -> model.write("tokenizer.json", "merges".getBytes(UTF_8)),
                        "tokenizer.json",
                        "cannot be read",
                        "Copy it again"),
                damage(
                        "with a piece far beyond what the model knows",
                        model -> model.write(
                                "tokenizer.json", replace(model, "tokenizer.json", "\"Sp\":319", "\"Sp\":330")),
                        "tokenizer.json",
                        "token ids up to 330",
                        "the model's vocabulary has 320 entries",
                        "Take the tokenizer that the model was trained with"),
                damage(
                        "with an added token that the model does not know",
                        model -> model.write(
                                "tokenizer.json", replace(model, "tokenizer.json", "\"id\":0", "\"id\":4711")),
                        "tokenizer.json",
                        "token ids up to 4711",
                        "the model's vocabulary has 320 entries",
                        "Take the tokenizer that the model was trained with"));
    }

    /** The file with all white space between its JSON tokens removed and something replaced. */
    private static byte[] replace(ModelCopy model, String name, String what, String with) {
        String compact = new String(model.read(name), UTF_8).replaceAll("(?<=[,:{\\[])\\s+|\\s+(?=[}\\]])", "");
        assertThat(compact).contains(what);
        return compact.replace(what, with).getBytes(UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> configurations() {
        byte[] malformed = "{\n  \"n_positions\": 64,\n  oops\n}".getBytes(UTF_8);
        return Stream.of("config.json", "generation_config.json")
                .map(name -> damage(
                        name,
                        model -> model.write(name, malformed),
                        name,
                        "is no JSON (line 3, column 3)",
                        "Copy it again"));
    }

    @Test
    void missingFolderIsNamed() {
        Path nowhere = parent.resolve("nowhere");
        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("no model at " + nowhere.toAbsolutePath(), "Name a folder");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void wholeModelIsOpenedAndLeftAsItIs() {
        ModelCopy model = ModelCopy.of("llama-dynamo", parent);
        Map<String, String> before = ModelCopy.snapshot(parent);
        open(model.folder());
        assertThat(ModelCopy.snapshot(parent)).isEqualTo(before);
    }

    private DynamicTest damage(String what, Consumer<ModelCopy> change, String file, String... message) {
        return DynamicTest.dynamicTest(what, () -> {
            ModelCopy model = ModelCopy.of("llama-dynamo", Files.createDirectory(parent.resolve("copy" + copies++)));
            change.accept(model);
            Map<String, String> before = ModelCopy.snapshot(parent);
            assertThatThrownBy(() -> open(model.folder()))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContainingAll(message)
                    .hasMessageContaining(model.file(file).toString());
            assertThat(ModelCopy.snapshot(parent)).isEqualTo(before);
        });
    }

    private static void open(Path folder) {
        OnnxEngine.open(folder, Device.cpu(1), LoraConfig.rank(2)).close();
    }
}
