package io.github.modeleditor.core.engine;

/**
 * Ranks that are trained beside frozen ones: {@code [A_frozen A]} and {@code [B_frozen; B]} in one adapter, of which training sees A
 * and B alone. Their gradient is the part of the whole gradient that is theirs. Thread-safe.
 */
public final class LoraStack {
    private final LoraLayout own;
    private final LoraWeights empty;

    /**
     * A stack.
     *
     * @param frozen what stays as it is
     * @param own the layout of what is trained beside it
     */
    public LoraStack(LoraWeights frozen, LoraLayout own) {
        this.own = own;
        // The scale of what is trained stays out of its B, so that the optimizer's steps are those of an adapter that
        // is alone.
        empty = LoraSum.of(
                frozen,
                new LoraWeights(own, new float[own.size()]),
                own.config().scale());
    }

    /**
     * The layout of both together.
     *
     * @return the layout; what is trained lies in the last ranks of each of its modules
     */
    public LoraLayout layout() {
        return empty.layout();
    }

    /**
     * Both together.
     *
     * @param weights what is trained
     * @return new weights
     */
    public LoraWeights with(LoraWeights weights) {
        LoraWeights both = empty.copy();
        put(weights, both);
        return both;
    }

    /**
     * Brings weights of both up to date.
     *
     * @param weights what is trained
     * @param both what {@link #with} gave before; changed
     */
    public void put(LoraWeights weights, LoraWeights both) {
        float[] from = weights.values();
        float[] to = both.values();
        forEachPart((start, place, length) -> System.arraycopy(from, start, to, place, length));
    }

    /**
     * Adds what is theirs of a gradient of both.
     *
     * @param both a gradient laid out as {@link #layout()}
     * @param gradient the gradient of what is trained; changed
     */
    public void addGradient(float[] both, float[] gradient) {
        forEachPart((start, place, length) -> {
            for (int i = 0; i < length; i++) {
                gradient[start + i] += both[place + i];
            }
        });
    }

    /** What is done to a run of numbers, from one place among those trained and from another among both. */
    @FunctionalInterface
    private interface Part {
        void on(int start, int place, int length);
    }

    private void forEachPart(Part part) {
        for (TargetModule both : layout().targetModules()) {
            for (TargetModule trained : own.targetModules()) {
                if (trained.path().equals(both.path())) {
                    forEachRun(trained, both, part);
                }
            }
        }
    }

    private static void forEachRun(TargetModule trained, TargetModule both, Part part) {
        int column = both.rank() - trained.rank();
        for (int row = 0; row < trained.inputs(); row++) {
            part.on(
                    trained.offset() + row * trained.rank(),
                    both.offset() + row * both.rank() + column,
                    trained.rank());
        }
        part.on(trained.offsetOfB(), both.offsetOfB() + column * both.outputs(), trained.sizeOfB());
    }
}
