package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.model.HuggingFaceTokens;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A model, an adapter of PEFT, and the tokens that PyTorch writes with and without it. The test leaves behind what {@code
 * tools/make_genai_golden.py --check} runs in onnxruntime-genai, against the same tokens.
 */
class GenaiTest {
    private final Path written = Path.of("target", "genai");
    private final Path folder = folder();

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(GenaiTest.class.getResource("/genai"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void adaptersForGenaiSayWhatPeftSays() throws IOException {
        try (OnnxEngine engine = OnnxEngine.open(folder, Device.cpu(1), LoraConfig.rank(3))) {
            engine.writeBaseGraph(written);
        }
        try (EditingSession session =
                ModelEditor.forModel(folder).onDevice(Device.cpu(1)).open()) {
            Adapter adapter = session.read(folder.resolve("peft"));
            Path own = adapter.save(written.resolve("edit.onnx_adapter"));
            Path renamed = adapter.save(written.resolve("genai.onnx_adapter"), AdapterFormat.GENAI);
            writes(session.base(), "unedited");
            for (Path saved : new Path[] {folder.resolve("peft"), own, renamed}) {
                try (LanguageModel edited = session.load(saved)) {
                    writes(edited, "edited");
                }
            }
        }
    }

    private void writes(LanguageModel model, String kind) throws IOException {
        JsonNode golden =
                new ObjectMapper().readTree(folder.resolve("tokens.json").toFile());
        GenerationConfig config = GenerationConfig.defaults()
                .withMaximumTokens(golden.path("limit").intValue())
                .withStopStrings();
        try (HuggingFaceTokens tokens = HuggingFaceTokens.open(folder.resolve("tokenizer.json"), 320)) {
            assertThat(golden.path("prompts")).hasSize(6);
            for (JsonNode prompt : golden.path("prompts")) {
                String text = prompt.path("text").textValue();
                assertThat(text + model.generate(text, config))
                        .as(kind)
                        .isEqualTo(text + tokens.decode(integers(prompt.path(kind))));
            }
        }
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
