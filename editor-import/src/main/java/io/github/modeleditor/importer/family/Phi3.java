package io.github.modeleditor.importer.family;

import io.github.modeleditor.importer.config.Config;

/** Phi-3 and Phi-4-mini: packed products, a window of all layers. */
final class Phi3 extends Family {
    Phi3(Config config) {
        super(config);
    }

    @Override
    public Packing packing() {
        return Packing.SIDE_BY_SIDE;
    }

    @Override
    public FeedForward feedForward() {
        return FeedForward.PACKED_GATED;
    }

    @Override
    public String gate() {
        return "mlp.gate_up_proj";
    }

    @Override
    public int window(int layer) {
        return config().window();
    }
}
