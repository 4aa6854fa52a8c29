package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.onnx.OnnxEngine;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Passes through a model: rows of random tokens without padding, the last three of each row counted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@SuppressWarnings("NullAway.Init") // JMH sets what a benchmark reads
public class Passes {
    private static final int TARGETS = 3;

    /** A model folder, or {@value Models#NANO}. */
    @Param(Models.NANO)
    public String model;

    /** Texts in a pass. */
    @Param({"16", "32"})
    public int rows;

    /** Tokens of a text. */
    @Param("14")
    public int columns;

    /** The adapter's rank, on every projection. */
    @Param("32")
    public int rank;

    private OnnxEngine engine;
    private Gradients gradients;
    private LoraWeights weights;
    private float[] gradient;
    private TokenBatch batch;

    /** Opens the model and draws what it is given. */
    @Setup
    public void open() {
        engine = OnnxEngine.open(Models.folder(model), Device.cpu(), LoraConfig.rank(rank));
        LoraLayout layout = engine.layout(LoraConfig.rank(rank));
        Random random = new Random(0);
        weights = new LoraWeights(layout, gaussian(layout.size(), random));
        gradient = new float[layout.size()];
        gradients = engine.gradients(layout);
        batch = batch(engine.description().vocabularySize(), random);
    }

    private static float[] gaussian(int size, Random random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.01 * random.nextGaussian());
        }
        return values;
    }

    private TokenBatch batch(int vocabulary, Random random) {
        List<int[]> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(random.ints(columns + 1L, 0, vocabulary).toArray());
        }
        int[] firstTargets = new int[rows];
        Arrays.fill(firstTargets, columns + 1 - TARGETS);
        return TokenBatch.targets(texts, firstTargets, 1f / rows);
    }

    /** Closes the model. */
    @TearDown
    public void close() {
        gradients.close();
        engine.close();
    }

    /**
     * A forward and a backward pass.
     *
     * @return the loss
     */
    @Benchmark
    public double train() {
        return gradients.accumulate(List.of(batch), weights, gradient).loss();
    }

    /**
     * A forward pass that asks how likely the targets are.
     *
     * @return the scores
     */
    @Benchmark
    public TokenScores score() {
        return engine.score(batch, weights);
    }
}
