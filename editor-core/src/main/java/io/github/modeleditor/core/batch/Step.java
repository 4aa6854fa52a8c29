package io.github.modeleditor.core.batch;

import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;

/**
 * What one step of the optimizer sees. The gradients of its passes are added up (gradient accumulation).
 *
 * @param passes one after the other; at least one
 */
public record Step(List<Pass> passes) {
    public Step {
        passes = List.copyOf(passes);
        if (passes.isEmpty()) {
            throw new IllegalArgumentException("a step of no pass");
        }
    }

    /**
     * Several steps as one that goes through all of their passes.
     *
     * @param steps what to join; at least one
     * @return the joint step
     */
    public static Step joining(List<Step> steps) {
        return new Step(steps.stream().flatMap(step -> step.passes().stream()).toList());
    }

    /**
     * All training texts.
     *
     * @return those of the first pass, then of the next
     */
    public List<TrainingExample> examples() {
        return passes.stream().flatMap(pass -> pass.examples().stream()).toList();
    }

    /**
     * How many training texts it has.
     *
     * @return 1 or more
     */
    public int size() {
        return passes.stream().mapToInt(Pass::size).sum();
    }

    /**
     * How many tokens are to be learned.
     *
     * @return tokens that count, of the targets alone
     */
    public int targets() {
        return examples().stream()
                .mapToInt(example -> example.target().targets())
                .sum();
    }
}
