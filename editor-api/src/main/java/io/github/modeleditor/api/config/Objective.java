package io.github.modeleditor.api.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What training minimises: any function of how likely the model finds the texts of a step.
 *
 * <p>{@link #likelihood()} is the method. With any other, before each step the texts are scored; the slopes that come back become the weights of their tokens in the gradient
 * pass, since {@code d loss / d weights = sum_i (d loss / d l_i) (d l_i / d weights)} over the texts' log-likelihoods l_i.
 * So an objective costs one more forward pass and no other graph.
 */
@FunctionalInterface
public interface Objective {
    /**
     * The loss of a step.
     *
     * @param texts the texts of the step, in any order
     * @return the loss and its slope, one entry for each text in the same order
     */
    Loss of(List<Text> texts);

    /**
     * The mean negative log-likelihood of the tokens that count: the method, and the default.
     *
     * @return the objective
     */
    static TargetLikelihood likelihood() {
        return new TargetLikelihood();
    }

    /**
     * The same, and beside it a preference for the new target over the old (DPO): tried by the paper and dropped.
     *
     * @param beta how sharply the margin counts; above 0; 0.1 is usual
     * @param weight what the preference counts beside the likelihood; above 0; 1 is usual
     * @return the objective
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if one of the two is not a finite number above 0
     */
    static DirectPreference directPreference(double beta, double weight) {
        return new DirectPreference(beta, weight);
    }

    /**
     * One text of a step.
     *
     * @param target the target, be it of a fact or of what is trained beside it
     * @param rejected the same prompt continued with what the fact replaces: its old target, or else what the unedited model
     *     says; empty for texts that replace nothing
     */
    record Text(Likelihood target, Optional<Likelihood> rejected) {
        public Text {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(rejected, "rejected");
        }
    }

    /**
     * How likely the model finds a continuation.
     *
     * @param tokens how many tokens the loss mask counts; at least 1
     * @param current the sum of their log-likelihoods under the weights of this step, in nats
     * @param unedited the same under the unedited model
     */
    record Likelihood(int tokens, double current, double unedited) {}

    /**
     * A loss and where it leads.
     *
     * @param value the loss
     * @param targetSlopes for each text the derivative of the loss with respect to {@link Likelihood#current()} of its target
     * @param rejectedSlopes the same for what is rejected; ignored for a text that rejects nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
    record Loss(double value, double[] targetSlopes, double[] rejectedSlopes) {
        public Loss {
            Objects.requireNonNull(targetSlopes, "targetSlopes");
            Objects.requireNonNull(rejectedSlopes, "rejectedSlopes");
            if (targetSlopes.length != rejectedSlopes.length) {
                throw new IllegalArgumentException(targetSlopes.length + " slopes of targets and "
                        + rejectedSlopes.length + " of what is rejected");
            }
        }
    }
}
