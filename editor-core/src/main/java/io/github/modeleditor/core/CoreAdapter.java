package io.github.modeleditor.core;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.LoraWeights;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trained weights, with all that is needed to write them when the engine is gone. */
final class CoreAdapter implements Adapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

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
    public Adapter combinedWith(Adapter other) {
        Objects.requireNonNull(other, "other");
        CoreAdapter second = of(other, baseFingerprint);
        return new CoreAdapter(weights.combinedWith(second.weights), baseFingerprint, writer);
    }

    /** An adapter of this library for a base model. */
    static CoreAdapter of(Adapter adapter, String baseFingerprint) {
        if (!adapter.baseFingerprint().equals(baseFingerprint)) {
            throw new AdapterException("The adapter was trained on the base model " + adapter.baseFingerprint()
                    + ", but the open one is " + baseFingerprint + ". Open the model that it was trained on.");
        }
        if (!(adapter instanceof CoreAdapter own)) {
            throw new AdapterException("The adapter is a " + adapter.getClass().getName()
                    + ", not one that an edit gave. Save it and load the file.");
        }
        return own;
    }

    @Override
    public Path save(Path place, AdapterFormat format) {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(format, "format");
        writer.write(place, format, weights, baseFingerprint);
        LOGGER.info("Saved an adapter of rank {} as {} to {}.", lora().rank(), format, place);
        return place;
    }
}
