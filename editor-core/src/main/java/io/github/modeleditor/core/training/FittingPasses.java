package io.github.modeleditor.core.training;

import com.google.common.math.IntMath;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.engine.PassMemory;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Passes no larger than a memory limit allows. */
public final class FittingPasses {
    private static final double MEGABYTE = 1e6;

    private FittingPasses() {}

    /**
     * The most tokens of a pass with which an edit keeps to its memory limit by the engine's estimate. All texts of a pass are
     * taken to be as long as the longest, in rows as long as packing makes them, which asks the most of attention, and to have
     * the largest share of targets that any has, which asks the most of the vocabulary.
     *
     * @param config batch size, tokens and memory limit
     * @param memory what a pass takes
     * @param examples the training texts; at least one
     * @return tokens of a pass at most; {@link TrainingConfig.Batches#tokensPerPass()} where that fits
     * @throws InvalidConfigurationException if not even a pass of the longest text fits
     */
    public static int tokens(TrainingConfig config, PassMemory memory, List<TrainingExample> examples) {
        if (config.batches().memoryLimit().isEmpty()) {
            return config.batches().tokensPerPass();
        }
        long limit = config.batches().memoryLimit().getAsLong();
        int longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
        int rows = examples.stream().mapToInt(FittingPasses::rows).max().orElseThrow();
        double share = examples.stream()
                .mapToDouble(example -> (double) targets(example) / example.length())
                .max()
                .orElseThrow();
        long smallest = bytes(memory, 1, rows, longest, share);
        if (smallest > limit) {
            throw new InvalidConfigurationException(String.format(
                    Locale.ROOT,
                    "A pass of a single text of %d tokens takes %.0f MB by estimate, the model included, and the memory limit is %.0f MB. Raise the limit, use shorter texts, or adapt fewer modules with a smaller rank; describe tells what takes how much.",
                    longest,
                    smallest / MEGABYTE,
                    limit / MEGABYTE));
        }
        int fits = 1;
        int tooMany = Math.min(
                        config.batches().batchSize(),
                        Math.max(1, config.batches().tokensPerPass() / longest))
                + 1;
        int texts = tooMany - 1;
        if (bytes(memory, texts, rows, longest, share) <= limit) {
            return config.batches().tokensPerPass();
        }
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (bytes(memory, middle, rows, longest, share) <= limit) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return Math.min(config.batches().tokensPerPass(), fits * longest);
    }

    private static long bytes(PassMemory memory, int texts, int rows, int longest, double share) {
        int tokens = texts * rows * longest;
        int columns = Math.min(tokens, Batches.packedColumns(longest));
        int packedRows = IntMath.divide(tokens, columns, RoundingMode.CEILING);
        int targets = Math.max(1, (int) Math.ceil(texts * longest * share));
        return memory.bytes(packedRows, columns, targets);
    }

    private static int rows(TrainingExample example) {
        return example.rejected() == null ? 1 : 2;
    }

    private static int targets(TrainingExample example) {
        MaskedExample rejected = example.rejected();
        return places(example.target()) + (rejected == null ? 0 : places(rejected));
    }

    /** Where logits are wanted. */
    private static int places(MaskedExample text) {
        return text.targets() + text.anchors().size();
    }
}
