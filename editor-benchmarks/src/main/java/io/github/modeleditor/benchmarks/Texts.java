package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.onnx.OnnxEngine;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What is done to texts before a model is trained on them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@SuppressWarnings("NullAway.Init") // JMH sets what a benchmark reads
public class Texts {
    /** A model folder, or {@value Models#NANO}. */
    @Param(Models.NANO)
    public String model;

    private OnnxEngine engine;
    private PromptTokenizer tokenizer;
    private TextGenerator generator;

    /** Opens the model. */
    @Setup
    public void open() {
        engine = OnnxEngine.open(Models.folder(model), Device.cpu(), LoraConfig.defaults());
        tokenizer = PromptTokenizer.of(engine);
        generator = new TextGenerator(engine, tokenizer);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * A prompt and its target to tokens.
     *
     * @return the tokens
     */
    @Benchmark
    public TokenizedText tokenize() {
        return tokenizer.text("The Eiffel Tower is located in the city of", "Rome", true);
    }

    /**
     * Sixteen random prefixes of ten tokens, as augmentation samples them.
     *
     * @return the prefixes
     */
    @Benchmark
    public List<String> samplePrefixes() {
        return generator.sample(16, 10, new Random(0));
    }
}
