package io.github.modeleditor.cli;

import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is told of a store, as lines for people. */
final class StoreText {
    private StoreText() {}

    /** One version on one line, and what became of its facts one by one where some were rejected or tried again. */
    static String lines(StoredVersion version) {
        List<String> lines = new ArrayList<>(List.of(line(version)));
        if (version.change() instanceof StoredChange.Appended appended) {
            for (Verdict verdict : appended.verdicts()) {
                lines.add(
                        "  " + verdict.fact().prompt() + " -> " + verdict.fact().target() + "  " + verdict.toText());
            }
            if (!appended.verdicts().isEmpty()
                    && appended.rejected().size() == appended.verdicts().size()) {
                lines.add("The model did not change: no fact was accepted.");
            }
        }
        return String.join("\n", lines);
    }

    /** One version on one line. */
    static String line(StoredVersion version) {
        List<String> parts = new ArrayList<>();
        parts.add("version " + version.number());
        parts.add(version.time().toString());
        parts.add(change(version.change()));
        if (version.standing().facts() > 0) {
            parts.add(version.standing().toText());
        }
        parts.add("rank " + version.rank());
        Stream.of(version.author(), version.reason())
                .filter(text -> !text.isEmpty())
                .forEach(parts::add);
        return String.join("  ", parts);
    }

    private static String change(StoredChange change) {
        if (change instanceof StoredChange.Appended appended) {
            String superseded = appended.superseded().isEmpty()
                    ? ""
                    : ", " + appended.superseded().size() + " superseded";
            String rejected = appended.rejected().isEmpty()
                    ? ""
                    : ", " + appended.rejected().size() + " rejected";
            return "appended " + appended.edit() + " (" + appended.facts() + " facts" + superseded + rejected + ")";
        }
        if (change instanceof StoredChange.Reverted reverted) {
            String said = reverted.stillSaid().isPresent()
                    ? reverted.stillSaid().getAsInt() + " of " + reverted.facts() + " still said, "
                    : "";
            String repaired =
                    (reverted.restored() == 0 ? "" : ", " + reverted.restored() + " held to them by a repair run")
                            + (reverted.repaired() == 0 ? "" : ", " + reverted.repaired() + " others taught again");
            return "reverted " + String.join(" ", reverted.edits()) + " (" + said + reverted.returned() + " of "
                    + reverted.facts() + " answers are the unedited model's again" + repaired + ")";
        }
        if (change instanceof StoredChange.Compacted compacted) {
            return "compacted (before: rank " + compacted.rankBefore() + ", "
                    + compacted.before().toText() + ")";
        }
        return "created";
    }

    static String facts(List<StoredFact> facts) {
        return facts.stream().map(fact -> fact("", fact)).collect(Collectors.joining("\n"));
    }

    static String diff(StoreDiff diff) {
        return Stream.concat(
                        diff.removed().stream().map(fact -> fact("- ", fact)),
                        diff.added().stream().map(fact -> fact("+ ", fact)))
                .collect(Collectors.joining("\n"));
    }

    private static String fact(String sign, StoredFact fact) {
        return sign + fact.edit() + "  " + fact.state().name().toLowerCase(Locale.ROOT) + "  "
                + fact.fact().prompt() + " -> " + fact.fact().target();
    }

    static String verification(Verification found) {
        List<String> lines = new ArrayList<>(found.damages());
        found.tornTail().ifPresent(lines::add);
        lines.add((found.isWhole() ? "Whole: " : "Damaged: ") + found.versions() + " versions, " + found.files()
                + " files, " + found.bytes() + " bytes read");
        return String.join("\n", lines);
    }
}
