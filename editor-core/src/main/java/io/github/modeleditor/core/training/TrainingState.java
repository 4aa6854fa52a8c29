package io.github.modeleditor.core.training;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that training knows between two optimizer steps. Training that goes on from it with the same configuration, texts and
 * engine gives the same adapter, bit by bit, as if it had never stopped. A copy of its own, which later steps do not change.
 *
 * @param fingerprint which adapter layout and which training texts it belongs to
 * @param optimizer weights and moments
 * @param lossScale what the loss is multiplied by in half precision
 * @param schedule the learning rates of all steps
 * @param stepsOfWholeEpoch optimizer steps of an epoch in which no text is left out
 * @param epoch the epoch that is under way, or was just finished
 * @param texts what chooses the texts of the epochs to come
 * @param totals what was done so far
 */
public record TrainingState(
        String fingerprint,
        Optimizer optimizer,
        LossScale lossScale,
        CosineSchedule schedule,
        int stepsOfWholeEpoch,
        Epoch epoch,
        Texts texts,
        Totals totals) {

    /**
     * Weights, and the moments of {@code AdamW}, each laid out as the adapter.
     *
     * @param weights after the last step
     * @param previous before it
     * @param mean of the gradients
     * @param variance of the gradients, about zero
     * @param steps that went into the moments; those that were skipped did not
     */
    @SuppressWarnings("ArrayRecordComponent") // long arrays; never compared
    public record Optimizer(LoraWeights weights, LoraWeights previous, float[] mean, float[] variance, int steps) {}

    /**
     * Where a loss scaler stands.
     *
     * @param scale a power of two
     * @param held steps since it last changed or overflowed
     * @param overflowsInARow steps that overflowed one after the other, up to the last
     */
    public record LossScale(double scale, int held, int overflowsInARow) {}

    /**
     * An epoch, as far as it has come. Texts are named by their places in {@link TrainingData#examples()}.
     *
     * @param number from 1
     * @param done steps done
     * @param remaining the steps left, each as passes, each as texts
     * @param loss sum of the losses of its target tokens so far, in nats
     * @param targets how many these were
     */
    public record Epoch(int number, int done, List<List<List<Integer>>> remaining, double loss, long targets) {
        public Epoch {
            remaining = List.copyOf(remaining);
        }
    }

    /**
     * What chooses the texts of the epochs to come, and cuts them into passes.
     *
     * @param random where the stream stands that orders them
     * @param known texts that sit out the next epoch, by place, ascending
     * @param leftOut how often a text sat out so far
     * @param tokensPerPass tokens of a pass at most
     * @param halvings how often memory ran out
     */
    public record Texts(long random, List<Integer> known, long leftOut, int tokensPerPass, int halvings) {
        public Texts {
            known = List.copyOf(known);
        }
    }

    /**
     * What was done so far.
     *
     * @param steps optimizer steps, those that were skipped included
     * @param skipped steps that changed nothing
     * @param texts texts trained, counted as often as they were seen
     * @param nanoseconds wall-clock time of these steps
     * @param stepLosses the loss of each step that was not skipped, in nats
     * @param epochLosses the mean loss of each epoch that ended, in nats
     */
    public record Totals(
            int steps, int skipped, long texts, long nanoseconds, List<Double> stepLosses, List<Double> epochLosses) {
        public Totals {
            stepLosses = List.copyOf(stepLosses);
            epochLosses = List.copyOf(epochLosses);
        }
    }

    /**
     * Writes it to a file, whole or not at all. An existing file is replaced.
     *
     * @param file where to
     * @throws StorageException if it cannot be written
     */
    public void save(Path file) {
        TrainingStateFile.write(file, this);
    }

    /**
     * Reads one that was saved.
     *
     * @param file where from
     * @param layout the layout of the adapter that was trained
     * @param data the texts that were trained
     * @return the state
     * @throws StorageException if the file cannot be read, is none of these, is damaged, or was written by a newer version
     * @throws InvalidConfigurationException if it belongs to another layout or other texts
     */
    public static TrainingState read(Path file, LoraLayout layout, TrainingData data) {
        return TrainingStateFile.read(file, layout, fingerprint(layout, data));
    }

    /** Which layout and which texts a state belongs to. */
    static String fingerprint(LoraLayout layout, TrainingData data) {
        Hasher hasher = Hashing.sha256().newHasher();
        hasher.putString(layout.targetModules().toString(), StandardCharsets.UTF_8);
        for (TrainingExample example : data.examples()) {
            put(hasher, example.target());
            Stream.ofNullable(example.rejected()).forEach(text -> put(hasher, text));
            hasher.putByte((byte) 0);
        }
        return hasher.hash().toString();
    }

    private static void put(Hasher hasher, MaskedExample text) {
        hasher.putInt(text.text().length());
        for (int place = 0; place < text.text().length(); place++) {
            hasher.putInt(text.text().tokens()[place]).putFloat(text.weights()[place]);
        }
        text.taughtAt().ifPresent(range -> hasher.putInt(range.start()).putInt(range.end()));
        for (Anchor anchor : text.anchors()) {
            hasher.putInt(anchor.place()).putFloat(anchor.weight());
            TokenDistribution reference = anchor.reference();
            for (int i = 0; i < reference.tokens().length; i++) {
                hasher.putInt(reference.tokens()[i]).putFloat(reference.probabilities()[i]);
            }
        }
    }

    /** Refuses the state of something else; the place of the state is for the message. */
    static void requireSame(String place, String fingerprint, String expected) {
        if (!fingerprint.equals(expected)) {
            throw new InvalidConfigurationException(place
                    + " belongs to other training texts or to an adapter at other places. Go on with the facts,"
                    + " augmentation, seed and adapter that it was saved with, or train anew.");
        }
    }
}
