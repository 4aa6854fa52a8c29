package io.github.modeleditor.core.report;

import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By what each fact of a store came to its state. Immutable. */
final class FactFates {
    private final Map<String, StoredVersion> appended = new HashMap<>();
    private final Map<String, StoredVersion> reverted = new HashMap<>();
    /** The sets whose facts took the places of others, by set and fact. */
    private final Map<String, StoredVersion> superseded = new HashMap<>();

    private final Map<String, Verdict> verdicts = new HashMap<>();

    FactFates(List<StoredVersion> versions) {
        for (StoredVersion version : versions) {
            if (version.change() instanceof StoredChange.Appended change) {
                appended.put(change.edit(), version);
                change.superseded().forEach(fact -> superseded.put(key(fact), version));
                change.verdicts()
                        .forEach(verdict -> verdicts.put(
                                key(new StoredFact(verdict.fact(), change.edit(), StoredFact.State.CURRENT)), verdict));
            } else if (version.change() instanceof StoredChange.Reverted change) {
                change.edits().forEach(edit -> reverted.put(edit, version));
            }
        }
    }

    private static String key(StoredFact fact) {
        return fact.edit() + "\n" + fact.fact().prompt() + "\n" + fact.fact().target();
    }

    /** A sentence. */
    String of(StoredFact fact) {
        String since = by("Appended", appended.get(fact.edit()));
        return switch (fact.state()) {
            case CURRENT -> since + tries(fact);
            case SUPERSEDED -> since + " " + by("Gave way", superseded.get(key(fact)));
            case REVERTED -> since + " " + by("Taken back", reverted.get(fact.edit()));
            case REJECTED -> since + " " + rejection(fact);
        };
    }

    private String tries(StoredFact fact) {
        Verdict verdict = verdicts.get(key(fact));
        return verdict == null || verdict.attempts() == 1 ? "" : " It was " + verdict.toText() + ".";
    }

    private String rejection(StoredFact fact) {
        Verdict verdict = verdicts.get(key(fact));
        return verdict == null ? "" : "It was " + verdict.toText();
    }

    private static String by(String what, @Nullable StoredVersion version) {
        if (version == null) {
            return "";
        }
        String who = version.author().isEmpty() ? "" : " by " + version.author();
        String why = version.reason().isEmpty() ? "" : ": " + version.reason();
        return what + " in version " + version.number() + who + why + ".";
    }
}
