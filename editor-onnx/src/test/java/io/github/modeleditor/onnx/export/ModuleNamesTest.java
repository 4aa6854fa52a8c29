package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleNamesTest {
    /** What stands in front of the layers of a text model is a wrapper's; a model of more than text has a name for its decoder. */
    @ParameterizedTest
    @CsvSource({
        "m.model.layers.0.mlp.up_proj, m.",
        "model.model.layers.0.mlp.up_proj, model.",
        "wrapped.inner.transformer.h.3.attn.c_attn, wrapped.inner.",
        "m.model.decoder.layers.1.fc1, m.",
        "model.layers.0.mlp.up_proj, ''",
        "transformer.h.3.attn.c_attn, ''",
        "gpt_neox.layers.2.mlp.dense, ''",
        "language_model.model.layers.0.mlp.up_proj, ''",
        "model.language_model.layers.0.mlp.up_proj, ''",
        "blocks.0.fc, ''"
    })
    void theWrapperIsWhatStandsBeforeTheModel(String path, String wrapper) {
        assertThat(ModuleNames.wrapper(List.of(path, "lm_head", "val_7"))).isEqualTo(wrapper);
        assertThat(ModuleNames.unwrapped(path, wrapper)).isEqualTo(path.substring(wrapper.length()));
    }
}
