package io.github.modeleditor.importer.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** SmolLM 3: every fourth layer has no rotation. */
final class SmolLM3 extends Family {
    private static final int USUAL_INTERVAL = 4;

    SmolLM3(Config config) {
        super(config);
    }

    @Override
    public Optional<Rope> rope(int layer) {
        JsonNode turns = config().json().path("no_rope_layers").path(layer);
        boolean has = turns.isNumber()
                ? turns.intValue() != 0
                : (layer + 1) % config().integerOr("no_rope_layer_interval", USUAL_INTERVAL) != 0;
        return has ? super.rope(layer) : Optional.empty();
    }
}
