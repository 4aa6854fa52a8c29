package io.github.modeleditor.api.store;

import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a version stands with the facts that are current in it, and with everything else, as measured when it was made.
 *
 * @param facts how many there are
 * @param said for how many of them greedy decoding gives the target
 * @param rest what became of the rest of the model; empty where that was not measured: in the unedited model, in an edit without a
 *     measure of harm, and where sets were taken back by leaving their ranks away
 */
public record Standing(int facts, int said, Optional<Rest> rest) {
    public Standing {
        Objects.requireNonNull(rest, "rest");
    }

    /**
     * One of which only the facts were measured.
     *
     * @param facts how many there are
     * @param said how many of them are said
     */
    public Standing(int facts, int said) {
        this(facts, said, Optional.empty());
    }

    /**
     * For how many it does not.
     *
     * @return those that are not said; 0 where all is well
     */
    public int missing() {
        return facts - said;
    }

    /**
     * In words, the facts beside the rest.
     *
     * @return such as {@code says 49 of 50 facts, keeps 40 of 50 neighbours and 30 of 40 mates, KL 0.052}, without what was not measured
     */
    public String toText() {
        return "says " + said + " of " + facts + " facts"
                + rest.map(measured -> ", " + measured.toText()).orElse("");
    }

    /**
     * What became of the rest of the model, beside the unedited one: the report of the version has all of it.
     *
     * @param neighbours how many neighbours have the greedy answer that they had
     * @param mates how many other subjects under the facts' own templates have it
     * @param klDivergence on the built-in general texts, in nats a token; NaN where it is no number
     * @see Harm
     */
    public record Rest(Tally neighbours, Tally mates, double klDivergence) {
        public Rest {
            Objects.requireNonNull(neighbours, "neighbours");
            Objects.requireNonNull(mates, "mates");
        }

        /**
         * The figures of a report in short.
         *
         * @param harm what the report says of the rest
         * @return its counts, and its divergence on all general texts together
         */
        public static Rest of(Harm harm) {
            return new Rest(harm.neighbours(), harm.keptMates(), harm.general().klDivergence());
        }

        /**
         * In words.
         *
         * @return such as {@code keeps 40 of 50 neighbours and 30 of 40 mates, KL 0.052}, without what there is none of
         */
        public String toText() {
            List<String> kept = new ArrayList<>();
            add(kept, neighbours, "neighbours");
            add(kept, mates, "mates");
            return (kept.isEmpty() ? "" : "keeps " + String.join(" and ", kept) + ", ")
                    + String.format(Locale.ROOT, "KL %.3f", klDivergence);
        }

        private static void add(List<String> kept, Tally tally, String of) {
            if (tally.of() > 0) {
                kept.add(tally.count() + " of " + tally.of() + " " + of);
            }
        }
    }
}
