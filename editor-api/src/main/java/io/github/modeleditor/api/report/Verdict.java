package io.github.modeleditor.api.report;

import io.github.modeleditor.api.Fact;
import java.util.List;

/**
 * What became of a fact that was to be taught.
 *
 * @param fact what was to be taught
 * @param attempts after how many trainings it passed, or was given up; at least 1
 * @param reasons why it was rejected, in sentences; none where it was accepted
 */
public record Verdict(Fact fact, int attempts, List<String> reasons) {
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /**
     * Whether the model that was handed back was taught the fact.
     *
     * @return true if there is no reason against it
     */
    public boolean accepted() {
        return reasons.isEmpty();
    }

    /**
     * The verdict for a person.
     *
     * @return such as {@code accepted after 2 attempts}
     */
    public String toText() {
        String after = attempts == 1 ? "" : " after " + attempts + " attempts";
        return accepted() ? "accepted" + after : "rejected" + after + ": " + String.join(" ", reasons);
    }
}
