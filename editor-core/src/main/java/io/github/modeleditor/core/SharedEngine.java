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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine with several owners. Thread-safe, and nobody who reads waits for who trains: texts that are being written run beside all else,
 * passes of a training beside all else but one another, and other calls one at a time, who waits longest first. The last owner to close
 * it waits for what runs and frees it.
 */
final class SharedEngine implements Engine {
    private final Engine engine;
    private final ModelDescription description;
    /** Whatever asks the model, but for texts. */
    private final ReentrantLock asking = new ReentrantLock(true);
    /** Whatever builds and runs the gradient graph. */
    private final ReentrantLock training = new ReentrantLock(true);
    /** Held for reading while something runs, for writing where the engine is freed. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private final AtomicInteger owners = new AtomicInteger(1);

    SharedEngine(Engine engine) {
        this.engine = engine;
        this.description = engine.description();
    }

    /** Adds an owner, who has to close the engine too. */
    void retain() {
        if (owners.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw closed();
        }
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
        return train(() -> engine.layout(config));
    }

    @Override
    public PassMemory memory(LoraLayout layout) {
        return train(() -> engine.memory(layout));
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        return gradients(layout, Recomputation.NONE);
    }

    @Override
    public Gradients gradients(LoraLayout layout, Recomputation recomputation) {
        Gradients gradients = train(() -> engine.gradients(layout, recomputation));
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                return train(() -> gradients.accumulate(batches, weights, gradient));
            }

            @Override
            public boolean packsTexts() {
                return gradients.packsTexts();
            }

            @Override
            public void close() {
                train(running(gradients::close));
            }
        };
    }

    @Override
    public void freeGradients() {
        train(running(engine::freeGradients));
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
    public void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer) {
        call(running(() -> engine.moduleInputs(batches, layout, consumer)));
    }

    @Override
    public Optional<Decoding> decoding(@Nullable LoraWeights weights) {
        return alive(() -> engine.decoding(weights)).map(SharedDecoding::new);
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
        call(running(() -> engine.writeBaseGraph(folder)));
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights weights) {
        call(running(() -> engine.writeMerged(place, format, weights)));
    }

    @Override
    public void close() {
        if (owners.decrementAndGet() == 0) {
            holding(life.writeLock(), running(engine::close));
        }
    }

    /** Runs beside all else; the engine is not freed in the middle of a call. */
    private final class SharedDecoding implements Decoding {
        private final Decoding decoding;

        SharedDecoding(Decoding decoding) {
            this.decoding = decoding;
        }

        @Override
        public float[][] begin(List<int[]> prompts) {
            return alive(() -> decoding.begin(prompts));
        }

        @Override
        public float[][] next(int[] rows, int[] tokens) {
            return alive(() -> decoding.next(rows, tokens));
        }

        /** Also where the engine is closed already: what a decoding holds is its own. */
        @Override
        public void close() {
            holding(life.readLock(), running(decoding::close));
        }
    }

    private <T> T call(Supplier<T> action) {
        return holding(asking, () -> alive(action));
    }

    private <T> T train(Supplier<T> action) {
        return holding(training, () -> alive(action));
    }

    /** While it runs the engine is not freed. */
    private <T> T alive(Supplier<T> action) {
        return holding(life.readLock(), () -> {
            if (owners.get() == 0) {
                throw closed();
            }
            return action.get();
        });
    }

    private static <T> T holding(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static Supplier<Boolean> running(Runnable action) {
        return () -> {
            action.run();
            return true;
        };
    }

    private ModelClosedException closed() {
        return new ModelClosedException(
                "The model " + description.name() + " was closed while it was in use. Open it again.");
    }
}
