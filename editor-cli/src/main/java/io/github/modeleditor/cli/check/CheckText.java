package io.github.modeleditor.cli.check;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.cli.check.CheckedFact.Asked;
import io.github.modeleditor.core.FactTokens;
import io.github.modeleditor.core.FactTokens.Token;
import io.github.modeleditor.core.store.FactConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A check as lines for people. */
public final class CheckText {
    private static final int SHOWN = 20;
    private static final double MINUTE = 60;

    private final DataCheck check;
    private final List<String> lines = new ArrayList<>();

    private CheckText(DataCheck check) {
        this.check = check;
    }

    /**
     * Tells a check.
     *
     * @param check what was found
     * @return lines, without a line break at the end
     */
    public static String of(DataCheck check) {
        return new CheckText(check).text();
    }

    private String text() {
        long repeated =
                check.conflicts().stream().filter(c -> !c.isContradiction()).count();
        long contradicting = check.conflicts().size() - repeated;
        lines.add(check.facts().size() + " facts, " + repeated + " repeated, " + contradicting + " contradictions");
        tell("Repeated: trained and reported once more", false);
        tell(
                "Contradictions: left out by --contradictions first or last where the prompts are the same, else refused by a store",
                true);
        facts();
        check.summary().ifPresent(this::needs);
        check.estimate().ifPresent(this::time);
        lines.add("");
        lines.add(check.isSound() ? "These facts can be taught as they are." : "Not as they are: see above.");
        return String.join("\n", lines);
    }

    private void tell(String heading, boolean contradictions) {
        List<FactConflict> found = check.conflicts().stream()
                .filter(conflict -> conflict.isContradiction() == contradictions)
                .toList();
        if (found.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(heading);
        found.stream()
                .limit(SHOWN)
                .forEach(conflict -> lines.add("  " + (conflict.second() + 1) + " and " + (conflict.first() + 1) + ": "
                        + text(check.facts().get(conflict.second()).fact()) + ", and "
                        + text(check.facts().get(conflict.first()).fact())));
        more(found.size());
    }

    private void more(int all) {
        if (all > SHOWN) {
            lines.add("  and " + (all - SHOWN) + " more; --json has all");
        }
    }

    private static String text(Fact fact) {
        return "\"" + fact.prompt() + "\" -> \"" + fact.target() + "\"";
    }

    private void facts() {
        boolean isAsked =
                check.facts().stream().anyMatch(checked -> checked.asked().isPresent());
        lines.add("");
        lines.add(
                isAsked
                        ? "Token by token: [given] and [[trained]]; behind => the target"
                        : "Facts; --model shows them token by token, what the model says today, and what the edit takes");
        int number = 0;
        for (CheckedFact checked : check.facts()) {
            number++;
            if (number <= SHOWN) {
                lines.add("  " + number + ". "
                        + checked.asked()
                                .flatMap(Asked::tokens)
                                .map(CheckText::tokens)
                                .orElse(text(checked.fact())));
                checked.asked().ifPresent(this::asked);
            }
        }
        more(number);
        if (isAsked) {
            long said = check.facts().stream()
                    .filter(checked -> checked.asked().map(Asked::isSaid).orElse(false))
                    .count();
            lines.add("  The model says " + said + " of " + number + " targets today.");
        }
    }

    private void asked(Asked asked) {
        lines.add(
                asked.problem().isEmpty()
                        ? "     today: \"" + asked.answer() + "\""
                                + (asked.isSaid() ? ", which is the target already" : "")
                        : "     cannot be trained: " + asked.problem());
    }

    /** The space that joins a prompt and a target stands in the token that has it. */
    private static String tokens(FactTokens tokens) {
        StringBuilder text = new StringBuilder();
        boolean isTarget = false;
        for (Token token : tokens.tokens()) {
            if (token.isTarget() && !isTarget) {
                text.append(" => ");
                isTarget = true;
            }
            String shown = token.text().isEmpty()
                    ? "<" + token.id() + ">"
                    : token.text().replace("\n", "\\n");
            text.append(token.isTrained() ? "[[" + shown + "]]" : "[" + shown + "]");
        }
        return text.toString();
    }

    private void needs(ModelSummary summary) {
        lines.add("");
        if (!summary.editable()) {
            lines.add("The model cannot be edited so: " + String.join(" ", summary.obstacles()));
            return;
        }
        long bytes =
                summary.memory().stream().mapToLong(ModelSummary.Memory::bytes).sum();
        lines.add("Memory: " + (bytes + 500_000) / 1_000_000 + " MB at most, by the estimate of describe");
    }

    private void time(Estimate estimate) {
        lines.add("Time: " + duration(estimate.seconds()) + " at most, of which "
                + estimate.parts().stream()
                        .map(part -> part.what() + " " + duration(part.seconds()))
                        .collect(Collectors.joining(", "))
                + ". Measured on this machine, one epoch of "
                + estimate.tried().stream().map(String::valueOf).collect(Collectors.joining(" and of "))
                + " of the facts, and extrapolated; training stops sooner where every fact is learned.");
    }

    private static String duration(double seconds) {
        return seconds < 2 * MINUTE
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
    }
}
