package io.github.modeleditor.onnx.summary;

import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.ModelSummary.Memory;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.summary.ActivationSizes.Pass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an edit allocates, computed from the graph: what is resident together at most, beside the Java runtime. */
public final class MemoryEstimate {
    /** Of four tokens one is a target, as in short facts with their random prefixes. */
    private static final int TOKENS_OF_A_TARGET = 4;

    /** Values, gradient and two moments of AdamW; both as the training session holds them, and what scoring is fed. */
    private static final int COPIES_OF_AN_ADAPTER = 7;

    /** Native libraries and the tokenizer: what the nano model takes, whose weights are small. */
    private static final long LIBRARIES = 100_000_000;

    /** The scoring and the training session, and the graphs they are made of: measured on SmolLM2-135M and the nano model. */
    private static final long SESSIONS_OF_A_NODE = 110_000;

    /** A pass without a gradient holds what it reads, what it makes, and a residual or two. */
    private static final int VALUES_AT_ONCE = 4;

    private final TrainingGraph plan;
    private final Map<String, long[]> adapters = new HashMap<>();
    private final int rank;
    private final long parameters;
    private final int heads;
    private final long weights;

    /**
     * An estimate for passes of any size.
     *
     * @param plan of what is trained
     * @param rank of the adapter, the largest where ranks differ
     * @param heads of attention
     * @param weights bytes of the model's weights
     */
    MemoryEstimate(TrainingGraph plan, int rank, int heads, long weights) {
        this.plan = plan;
        this.rank = rank;
        this.heads = heads;
        this.weights = weights;
        long sum = 0;
        for (Projection target : plan.projections()) {
            adapters.put(target.inputA(), new long[] {target.inputs(), rank});
            adapters.put(target.inputB(), new long[] {rank, target.outputs()});
            sum += (long) rank * (target.inputs() + target.outputs());
        }
        parameters = sum;
    }

    /** The parts for passes as large as a configuration allows. */
    List<Memory> parts(TrainingConfig training) {
        long tokens = training.batches().tokensPerPass();
        long rows = Math.min(training.batches().batchSize(), tokens);
        return parts(new Pass(rows, tokens / rows, Math.max(1, tokens / TOKENS_OF_A_TARGET), heads), tokens);
    }

    /**
     * The sum for passes of one size.
     *
     * @param rows texts side by side
     * @param columns tokens of each
     * @param targets tokens whose likelihood counts
     * @return bytes
     */
    public long bytes(int rows, int columns, int targets) {
        return parts(new Pass(rows, columns, targets, heads), (long) rows * columns).stream()
                .mapToLong(Memory::bytes)
                .sum();
    }

    private List<Memory> parts(Pass pass, long tokens) {
        ActivationSizes sizes = new ActivationSizes(plan.differentiation().graph(), adapters, pass);
        Decoder decoder = plan.decoder();
        long logits = pass.targets() * decoder.vocabularySize();
        return List.of(
                new Memory("weights, mapped from the model's files", weights),
                new Memory(
                        "libraries, tokenizer and sessions",
                        LIBRARIES + SESSIONS_OF_A_NODE * decoder.graph().nodes().size()),
                new Memory("scoring pass of " + tokens + " tokens", Float.BYTES * VALUES_AT_ONCE * sizes.largest()),
                new Memory(
                        "training pass of " + tokens + " tokens: activations and their gradients",
                        Float.BYTES * (sizes.kept(plan.differentiation()) + logits + VALUES_AT_ONCE * sizes.largest())),
                new Memory(
                        "adapter of rank " + rank + ": weights, gradients, AdamW",
                        Float.BYTES * COPIES_OF_AN_ADAPTER * parameters));
    }
}
