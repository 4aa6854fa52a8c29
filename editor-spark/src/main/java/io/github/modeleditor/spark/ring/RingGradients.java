package io.github.modeleditor.spark.ring;

import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gradients of which every worker computes a share: batch i is worker {@code i mod N}'s. All workers train the same texts from the same
 * weights in the same order, and each gets the whole loss and gradient, so that nothing else of training has to know of the others. That
 * they are where they should be is checked in every step: texts and weights have a checksum.
 *
 * <p>Where one runs out of memory all hear of it, and make smaller passes together. Used by one thread.
 */
public final class RingGradients implements Gradients {
    private final Gradients own;
    private final Ring ring;
    private final WireFormat format;
    private float[] share = new float[0];
    private int steps;
    private long computing;
    private boolean lost;
    private boolean closed;

    /**
     * A worker's gradients.
     *
     * @param own what computes its share; closed with this
     * @param ring the workers; not closed with this
     * @param format how gradients travel
     */
    public RingGradients(Gradients own, Ring ring, WireFormat format) {
        this.own = own;
        this.ring = ring;
        this.format = format;
    }

    /**
     * Gradients that were summed.
     *
     * @return how many, those that were not finite included
     */
    public int steps() {
        return steps;
    }

    /**
     * How long this worker computed its own shares.
     *
     * @return nanoseconds by the wall clock
     */
    public long computingNanoseconds() {
        return computing;
    }

    @Override
    public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
        if (share.length != gradient.length) {
            share = new float[gradient.length];
        }
        Arrays.fill(share, 0f);
        int state = StepMessage.state(batches, weights);
        StepMessage message;
        try {
            message = new StepMessage(StepMessage.Kind.STEP, state, computed(batches, weights));
        } catch (DeviceMemoryException failure) {
            requireNobodyElse(exchanged(StepMessage.of(StepMessage.Kind.OUT_OF_MEMORY, state)), state);
            throw failure;
        } catch (RuntimeException failure) {
            exchanged(StepMessage.of(StepMessage.Kind.FAILED, state));
            throw failure;
        }
        List<StepMessage> all = exchanged(message);
        requireNobodyElse(all, state);
        requireMemory(all);
        reduced(gradient);
        steps++;
        return joined(all, batches.size());
    }

    private BatchLosses computed(List<TokenBatch> batches, LoraWeights weights) {
        List<TokenBatch> mine = IntStream.range(0, batches.size())
                .filter(batch -> batch % ring.size() == ring.rank())
                .mapToObj(batches::get)
                .toList();
        if (mine.isEmpty()) {
            return new BatchLosses(0, List.of(), List.of());
        }
        long start = System.nanoTime();
        BatchLosses losses = own.accumulate(mine, weights, share);
        computing += System.nanoTime() - start;
        return losses;
    }

    private List<StepMessage> exchanged(StepMessage message) {
        lost = message.kind() == StepMessage.Kind.FAILED;
        try {
            return ring.allGather(message.bytes()).stream().map(StepMessage::of).toList();
        } catch (RuntimeException failure) {
            lost = true;
            throw failure;
        }
    }

    private void reduced(float[] gradient) {
        try {
            ring.allReduce(share, format);
        } catch (RuntimeException failure) {
            lost = true;
            throw failure;
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += share[i];
        }
    }

    /** Requires that all are at the same step of the same training. */
    private void requireNobodyElse(List<StepMessage> all, int state) {
        for (int rank = 0; rank < all.size(); rank++) {
            StepMessage other = all.get(rank);
            Peer peer = ring.peers().get(rank);
            if (other.kind() == StepMessage.Kind.FAILED || other.kind() == StepMessage.Kind.ENDED) {
                lost = true;
                throw new RingException(
                        peer + (other.kind() == StepMessage.Kind.FAILED ? " failed in" : " ended before")
                                + " step " + (steps + 1)
                                + ", which the others make. See its executor's log. If it thought the facts"
                                + " learned, the machines round differently: use machines of one kind, or withLearnedLoss(0).");
            }
            if (other.state() != state) {
                lost = true;
                throw new RingException(peer + " has other texts or weights than worker " + ring.rank() + " in step "
                        + (steps + 1)
                        + ". The machines compute differently, or what makes the editor does not give the same"
                        + " one each time: use machines of one kind with the same number of cores a task, the same jar, and no"
                        + " randomness of your own in augmentations.");
            }
        }
    }

    private void requireMemory(List<StepMessage> all) {
        for (int rank = 0; rank < all.size(); rank++) {
            if (all.get(rank).kind() == StepMessage.Kind.OUT_OF_MEMORY) {
                throw new DeviceMemoryException(
                        ring.peers().get(rank) + " ran out of memory in a training pass. Use smaller passes.", null);
            }
        }
    }

    /** Of each batch what its worker found; losses are added in the order of the workers. */
    private BatchLosses joined(List<StepMessage> all, int batches) {
        double loss = 0;
        for (StepMessage message : all) {
            loss += message.losses().loss();
        }
        List<float[]> logProbabilities = new ArrayList<>();
        List<double[]> divergences = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            BatchLosses losses = all.get(batch % ring.size()).losses();
            logProbabilities.add(losses.logProbabilities().get(batch / ring.size()));
            divergences.add(losses.divergences().get(batch / ring.size()));
        }
        return new BatchLosses(loss, logProbabilities, divergences);
    }

    @Override
    public boolean packsTexts() {
        return own.packsTexts();
    }

    @Override
    public int concurrentPasses() {
        return ring.size();
    }

    /**
     * Ends training with the others.
     *
     * @throws RingException if another goes on
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!lost) {
                requireEnded(exchanged(StepMessage.of(StepMessage.Kind.ENDED, 0)));
            }
        } finally {
            own.close();
        }
    }

    private void requireEnded(List<StepMessage> all) {
        for (int rank = 0; rank < all.size(); rank++) {
            if (all.get(rank).kind() == StepMessage.Kind.STEP) {
                throw new RingException("Worker " + ring.rank() + " ends after step " + steps + ", and "
                        + ring.peers().get(rank)
                        + " goes on. See both executors' logs. If one of them thought the facts learned, the"
                        + " machines round differently: use machines of one kind, or withLearnedLoss(0).");
            }
        }
    }
}
