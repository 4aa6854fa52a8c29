package io.github.modeleditor.core;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.LoraConfig;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.LoraWeights;
import java.nio.file.Path;

/** Trained weights, with all that is needed to write them when the engine is gone. */
final class CoreAdapter implements Adapter {
    private final LoraWeights weights;
    private final String baseFingerprint;
    private final AdapterWriter writer;

    CoreAdapter(LoraWeights weights, String baseFingerprint, AdapterWriter writer) {
        this.weights = weights.copy();
        this.baseFingerprint = baseFingerprint;
        this.writer = writer;
    }

    /** The weights; whoever has them only reads them. */
    LoraWeights weights() {
        return weights;
    }

    @Override
    public String baseFingerprint() {
        return baseFingerprint;
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
    public Path save(Path file) {
        writer.write(file, weights, baseFingerprint);
        return file;
    }
}
