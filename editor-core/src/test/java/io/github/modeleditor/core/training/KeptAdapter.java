package io.github.modeleditor.core.training;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraWeights;
import java.nio.file.Path;

/** An adapter that can only be looked at. */
record KeptAdapter(LoraWeights weights) implements Adapter {
    KeptAdapter {
        weights = weights.copy();
    }

    @Override
    public String baseFingerprint() {
        return "toy";
    }

    @Override
    public LoraConfig lora() {
        return weights.layout().config();
    }

    @Override
    public long parameterCount() {
        return weights.values().length;
    }

    @Override
    public Adapter combinedWith(Adapter other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path save(Path place, AdapterFormat format) {
        throw new UnsupportedOperationException();
    }
}
