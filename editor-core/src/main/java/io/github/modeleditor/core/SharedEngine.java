package io.github.modeleditor.core;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.engine.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine with several owners. Thread-safe: each single call has the engine to itself, and who waits longest is next, so
 * that a model can be asked between two steps of another's training. The last owner to close it frees it.
 */
final class SharedEngine implements Engine {
    private final Engine engine;
    private final ModelDescription description;
    private final ReentrantLock turn = new ReentrantLock(true);
    private int owners = 1;

    SharedEngine(Engine engine) {
        this.engine = engine;
        this.description = engine.description();
    }

    /** Adds an owner, who has to close the engine too. */
    void retain() {
        call(() -> owners++);
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public Tokenizer tokenizer() {
        Tokenizer tokenizer = call(engine::tokenizer);
        return new Tokenizer() {
            @Override
            public int[] encode(String text, boolean specialTokens) {
                return call(() -> tokenizer.encode(text, specialTokens));
            }

            @Override
            public String decode(int[] tokens) {
                return call(() -> tokenizer.decode(tokens));
            }
        };
    }

    @Override
    public LoraLayout layout(LoraConfig config) {
        return call(() -> engine.layout(config));
    }

    @Override
    public PassMemory memory(LoraLayout layout) {
        return call(() -> engine.memory(layout));
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        return gradients(layout, Recomputation.NONE);
    }

    @Override
    public Gradients gradients(LoraLayout layout, Recomputation recomputation) {
        Gradients gradients = call(() -> engine.gradients(layout, recomputation));
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                return call(() -> gradients.accumulate(batches, weights, gradient));
            }

            @Override
            public boolean packsTexts() {
                return gradients.packsTexts();
            }

            @Override
            public void close() {
                run(gradients::close);
            }
        };
    }

    @Override
    public void freeGradients() {
        run(engine::freeGradients);
    }

    @Override
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights weights) {
        return call(() -> engine.score(batch, weights));
    }

    @Override
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights weights) {
        return call(() -> engine.logits(batch, weights));
    }

    @Override
    public Optional<Decoding> decoding(@Nullable LoraWeights weights) {
        return call(() -> engine.decoding(weights)).map(SharedDecoding::new);
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return call(engine::chatTemplate);
    }

    @Override
    public AdapterWriter adapterWriter() {
        return call(engine::adapterWriter);
    }

    @Override
    public LoraWeights readAdapter(Path place) {
        return call(() -> engine.readAdapter(place));
    }

    @Override
    public void writeBaseGraph(Path folder) {
        run(() -> engine.writeBaseGraph(folder));
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights weights) {
        run(() -> engine.writeMerged(place, format, weights));
    }

    @Override
    public void close() {
        run(() -> {
            owners--;
            if (owners == 0) {
                engine.close();
            }
        });
    }

    /** Takes its turn for each token, so that a long text keeps nobody waiting. */
    private final class SharedDecoding implements Decoding {
        private final Decoding decoding;

        SharedDecoding(Decoding decoding) {
            this.decoding = decoding;
        }

        @Override
        public float[][] begin(List<int[]> prompts) {
            return call(() -> decoding.begin(prompts));
        }

        @Override
        public float[][] next(int[] rows, int[] tokens) {
            return call(() -> decoding.next(rows, tokens));
        }

        /** Also where the engine is closed already: what a decoding holds is its own. */
        @Override
        public void close() {
            turn.lock();
            try {
                decoding.close();
            } finally {
                turn.unlock();
            }
        }
    }

    private void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private <T> T call(Supplier<T> action) {
        turn.lock();
        try {
            if (owners == 0) {
                throw new ModelClosedException(
                        "The model " + description.name() + " was closed while it was in use. Open it again.");
            }
            return action.get();
        } finally {
            turn.unlock();
        }
    }
}
