package io.github.modeleditor.core;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraStack;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.engine.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine under which every adapter acts beside a frozen one. An edit that is given it trains, asks and measures as ever, and its
 * weights are those of the new ranks alone. The unedited model stays that: without the frozen adapter. Closing it does nothing. Used
 * by one thread.
 */
final class BesideEngine implements Engine {
    private final Engine engine;
    private final LoraWeights frozen;
    private @Nullable LoraLayout lastLayout;
    private @Nullable LoraStack lastStack;

    /**
     * A view of an engine.
     *
     * @param engine what computes, and stays open
     * @param frozen what acts beside every adapter
     */
    BesideEngine(Engine engine, LoraWeights frozen) {
        this.engine = engine;
        this.frozen = frozen;
    }

    private LoraStack stack(LoraLayout layout) {
        LoraStack stack = lastStack;
        if (stack == null || !layout.equals(lastLayout)) {
            stack = new LoraStack(frozen, layout);
            lastStack = stack;
            lastLayout = layout;
        }
        return stack;
    }

    /** The frozen adapter and another as one. */
    @Nullable
    private LoraWeights both(@Nullable LoraWeights weights) {
        return weights == null ? null : stack(weights.layout()).with(weights);
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        return beside(layout, engine.gradients(stack(layout).layout()));
    }

    @Override
    public Gradients gradients(LoraLayout layout, Recomputation recomputation) {
        return beside(layout, engine.gradients(stack(layout).layout(), recomputation));
    }

    private Gradients beside(LoraLayout layout, Gradients gradients) {
        LoraStack stack = stack(layout);
        LoraWeights both = stack.with(LoraWeights.zeros(layout));
        float[] whole = new float[both.values().length];
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                stack.put(weights, both);
                // What an attempt left that ran out of memory is worthless.
                Arrays.fill(whole, 0f);
                BatchLosses losses = gradients.accumulate(batches, both, whole);
                stack.addGradient(whole, gradient);
                return losses;
            }

            @Override
            public boolean packsTexts() {
                return gradients.packsTexts();
            }

            @Override
            public void close() {
                gradients.close();
            }
        };
    }

    @Override
    public PassMemory memory(LoraLayout layout) {
        return engine.memory(stack(layout).layout());
    }

    @Override
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights weights) {
        return engine.score(batch, both(weights));
    }

    @Override
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights weights) {
        return engine.logits(batch, both(weights));
    }

    @Override
    public void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer) {
        engine.moduleInputs(batches, layout, consumer);
    }

    @Override
    public Optional<Decoding> decoding(@Nullable LoraWeights weights) {
        return engine.decoding(both(weights));
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
    public void freeGradients() {
        engine.freeGradients();
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return engine.chatTemplate();
    }

    @Override
    public AdapterWriter adapterWriter() {
        return engine.adapterWriter();
    }

    @Override
    public LoraWeights readAdapter(Path place) {
        return engine.readAdapter(place);
    }

    @Override
    public void writeBaseGraph(Path folder) {
        engine.writeBaseGraph(folder);
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights weights) {
        engine.writeMerged(place, format, weights);
    }

    @Override
    public void close() {}
}
