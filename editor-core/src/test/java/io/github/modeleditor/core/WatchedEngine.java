package io.github.modeleditor.core;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.engine.Tokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A toy engine that fails where two calls overlap that must not, and counts what is opened and closed. */
final class WatchedEngine implements Engine {
    private final ToyEngine engine;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger training = new AtomicInteger();
    private final AtomicInteger openGradients = new AtomicInteger();
    private final AtomicInteger baseCalls = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();

    private final Runnable passing;

    WatchedEngine(ToyEngine engine) {
        this(engine, () -> {});
    }

    /** One that does something in the middle of every pass of a training. */
    WatchedEngine(ToyEngine engine, Runnable passing) {
        this.engine = engine;
        this.passing = passing;
    }

    boolean isClosed() {
        return engine.isClosed();
    }

    int openGradients() {
        return openGradients.get();
    }

    /** How often gradients that were closed were freed for good. */
    int freed() {
        return freed.get();
    }

    @Override
    public void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer) {
        alone(() -> {
            engine.moduleInputs(batches, layout, consumer);
            return true;
        });
    }

    @Override
    public void freeGradients() {
        alone(training, freed::incrementAndGet);
    }

    int calls() {
        return calls.get();
    }

    /** How often the unedited model was asked. */
    int baseCalls() {
        return baseCalls.get();
    }

    private <T> T alone(Supplier<T> action) {
        return alone(running, action);
    }

    /** Beside others, which only ask. */
    private <T> T alone(AtomicInteger kind, Supplier<T> action) {
        calls.incrementAndGet();
        if (kind.incrementAndGet() > 1) {
            throw new IllegalStateException("two calls at once");
        }
        try {
            return action.get();
        } finally {
            kind.decrementAndGet();
        }
    }

    private void countBase(@Nullable LoraWeights weights) {
        if (weights == null) {
            baseCalls.incrementAndGet();
        }
    }

    @Override
    public ModelDescription description() {
        return engine.description();
    }

    @Override
    public Tokenizer tokenizer() {
        return engine.tokenizer();
    }

    @Override
    public LoraLayout layout(LoraConfig config) {
        return engine.layout(config);
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        Gradients gradients = alone(training, () -> engine.gradients(layout));
        openGradients.incrementAndGet();
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                return alone(training, () -> {
                    passing.run();
                    return gradients.accumulate(batches, weights, gradient);
                });
            }

            @Override
            public void close() {
                openGradients.decrementAndGet();
                gradients.close();
            }
        };
    }

    @Override
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights weights) {
        countBase(weights);
        return alone(() -> engine.score(batch, weights));
    }

    @Override
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights weights) {
        countBase(weights);
        return alone(() -> engine.logits(batch, weights));
    }

    @Override
    public AdapterWriter adapterWriter() {
        return engine.adapterWriter();
    }

    @Override
    public LoraWeights readAdapter(Path file) {
        return alone(() -> engine.readAdapter(file));
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights weights) {
        engine.writeMerged(place, format, weights);
    }

    @Override
    public void writeBaseGraph(Path folder) {
        try {
            Files.writeString(folder.resolve("base.graph"), "graph");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        alone(() -> alone(training, () -> {
            engine.close();
            return true;
        }));
    }
}
