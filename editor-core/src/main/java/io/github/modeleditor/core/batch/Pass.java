package io.github.modeleditor.core.batch;

import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.List;
import java.util.stream.Stream;

/**
 * Texts that one forward and backward pass sees together (a micro-batch).
 *
 * @param examples the training texts; at least one
 */
public record Pass(List<TrainingExample> examples) {
    public Pass {
        examples = List.copyOf(examples);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("a pass of no text");
        }
    }

    /**
     * The continuations to learn.
     *
     * @return one for each example, in their order
     */
    public List<MaskedExample> targets() {
        return examples.stream().map(TrainingExample::target).toList();
    }

    /**
     * What the targets take the place of.
     *
     * @return one for each example that rejects something, in their order; may be empty
     */
    public List<MaskedExample> rejected() {
        return examples.stream()
                .flatMap(example -> Stream.ofNullable(example.rejected()))
                .toList();
    }

    /**
     * What is laid out where the rejected texts are wanted too: first all targets, then all that is rejected.
     *
     * @return the texts in the order in which a {@link io.github.modeleditor.core.engine.TokenBatch} counts them
     */
    public List<MaskedExample> all() {
        return Stream.concat(targets().stream(), rejected().stream()).toList();
    }

    /**
     * How many training texts it has.
     *
     * @return 1 or more
     */
    public int size() {
        return examples.size();
    }
}
