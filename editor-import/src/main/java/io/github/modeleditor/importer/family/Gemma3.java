package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;
import java.util.Optional;

/** Gemma 3, for text: norms of each head, and rotations of two bases, that of windows being short. */
final class Gemma3 extends Gemma2 {
    private static final int USUAL_PATTERN = 6;
    private static final double USUAL_THETA = 10_000;

    Gemma3(Config config) {
        super(config);
    }

    @Override
    public HeadNorm headNorm() {
        return HeadNorm.EACH_HEAD;
    }

    @Override
    public String layerType(int layer) {
        boolean isWindow = (layer + 1) % config().integerOr("sliding_window_pattern", USUAL_PATTERN) != 0;
        return config().textAt("layer_types", layer).orElse(isWindow ? "sliding_attention" : "full_attention");
    }

    @Override
    public Optional<Rope> rope(int layer) {
        boolean isWindow = layerType(layer).equals("sliding_attention");
        if (config().part("rope_parameters").has("full_attention")) {
            return super.rope(layer);
        }
        if (isWindow) {
            double theta = config().number("rope_local_base_freq", USUAL_THETA);
            return Optional.of(Ropes.of(config(), config().part(""), theta, headWidth()));
        }
        return Optional.of(Ropes.of(config(), layerType(layer), headWidth()));
    }
}
