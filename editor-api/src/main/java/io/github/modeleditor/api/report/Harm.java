package io.github.modeleditor.api.report;

import io.github.modeleditor.api.config.EvaluationConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What became of the rest of the model: everything here should be as it was before the edit. Measured unless
 * {@link EvaluationConfig#withHarm} leaves it out. {@code docs/metrics.md} has the exact definitions.
 *
 * @param neighbours how many neighbours have the greedy answer that they had, whatever is true of them
 * @param mates other subjects under the facts' own templates
 * @param factsWithoutSubject how many facts name no subject that stands in their prompt, and have none that could be found
 *     there; they have no mates
 * @param general the built-in general texts, all together
 * @param domains the same texts, each domain apart
 * @param written texts that the unedited model wrote itself
 * @param negation what the models say to negated facts, where it was asked for
 */
public record Harm(
        Tally neighbours,
        List<MateReport> mates,
        int factsWithoutSubject,
        TextDrift general,
        List<TextDrift> domains,
        TextDrift written,
        Optional<NegationReport> negation) {
    /**
     * The KL divergence on the general texts, in nats a token, above which a report says that the model around the facts has
     * changed: on what the unedited model writes, perplexity rises by {@code exp(KL)}, here by a tenth.
     */
    public static final double NOTICEABLE_DIVERGENCE = 0.1;

    public Harm {
        mates = List.copyOf(mates);
        domains = List.copyOf(domains);
    }

    /**
     * How many mates have the greedy answer that they had.
     *
     * @return a count of the {@link #mates()}
     */
    public Tally keptMates() {
        return count(MateReport::kept);
    }

    /**
     * For how many mates the new target became more than twice as probable.
     *
     * @return a count of the {@link #mates()}
     */
    public Tally doubledMates() {
        return count(MateReport::targetDoubled);
    }

    /**
     * For how many mates, of those whose truth is known, the true continuation is more likely than the new target.
     *
     * @return percentages, as {@link Scores#locality()} is of neighbours; NaN where no truth is known
     */
    public Change trueMates() {
        return new Change(truePercent(Change::before), truePercent(Change::after));
    }

    /**
     * Whether the model around the facts has changed: the KL divergence on the general texts is above
     * {@link #NOTICEABLE_DIVERGENCE}, or no number.
     *
     * @return true where a person should know
     */
    public boolean noticeable() {
        return general.texts() > 0 && !(general.klDivergence() <= NOTICEABLE_DIVERGENCE);
    }

    private Tally count(Predicate<MateReport> holds) {
        return new Tally((int) mates.stream().filter(holds).count(), mates.size());
    }

    private double truePercent(ToDoubleFunction<Change> model) {
        return mates.stream()
                .filter(mate -> mate.truth().isPresent())
                .mapToDouble(mate ->
                        model.applyAsDouble(mate.truth().orElseThrow().loss()) < model.applyAsDouble(mate.targetLoss())
                                ? 100
                                : 0)
                .average()
                .orElse(Double.NaN);
    }
}
