package io.github.modeleditor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is told of a store, as the fields of JSON. */
final class StoreJson {
    private StoreJson() {}

    static String of(Map<String, ?> fields) {
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("these are plain values", e);
        }
    }

    static Map<String, Object> version(StoredVersion version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version.number());
        fields.put("time", version.time().toString());
        fields.put("author", version.author());
        fields.put("reason", version.reason());
        fields.putAll(change(version.change()));
        fields.put("edits", version.edits());
        fields.put("rank", version.rank());
        fields.put("standing", standing(version.standing()));
        return fields;
    }

    private static Map<String, Object> change(StoredChange change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (change instanceof StoredChange.Appended appended) {
            fields.put("change", "appended");
            fields.put("edit", appended.edit());
            fields.put("facts", appended.facts());
            fields.put("superseded", facts(appended.superseded()));
            fields.put("rank_appended", appended.rank());
            fields.put(
                    "verdicts",
                    appended.verdicts().stream().map(StoreJson::verdict).toList());
        } else if (change instanceof StoredChange.Reverted reverted) {
            fields.put("change", "reverted");
            fields.put("reverted", reverted.edits());
            fields.put("facts_reverted", reverted.facts());
            reverted.stillSaid().ifPresent(said -> fields.put("still_said", said));
            fields.put("returned", reverted.returned());
            fields.put("repaired", reverted.repaired());
            fields.put("restored", reverted.restored());
            fields.put("way", reverted.way());
        } else if (change instanceof StoredChange.Compacted compacted) {
            fields.put("change", "compacted");
            fields.put("rank_before", compacted.rankBefore());
            fields.put("standing_before", standing(compacted.before()));
        } else {
            fields.put("change", "created");
        }
        return fields;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompt", verdict.fact().prompt());
        fields.put("target", verdict.fact().target());
        fields.put("accepted", verdict.accepted());
        fields.put("attempts", verdict.attempts());
        fields.put("reasons", verdict.reasons());
        return fields;
    }

    private static Map<String, Object> standing(Standing standing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("facts", standing.facts());
        fields.put("said", standing.said());
        standing.rest().ifPresent(rest -> {
            fields.put("neighbours_kept", tally(rest.neighbours()));
            fields.put("mates_kept", tally(rest.mates()));
            fields.put("kl_divergence", Double.isFinite(rest.klDivergence()) ? rest.klDivergence() : null);
        });
        return fields;
    }

    private static Map<String, Integer> tally(Tally tally) {
        return Map.of("count", tally.count(), "of", tally.of());
    }

    static List<Map<String, String>> facts(List<StoredFact> facts) {
        return facts.stream().map(StoreJson::fact).toList();
    }

    private static Map<String, String> fact(StoredFact fact) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("edit", fact.edit());
        fields.put("state", fact.state().name().toLowerCase(Locale.ROOT));
        fields.put("prompt", fact.fact().prompt());
        fields.put("target", fact.fact().target());
        fields.put("id", fact.fact().id().value());
        return fields;
    }

    static Map<String, Object> verification(Verification found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("whole", found.isWhole());
        fields.put("versions", found.versions());
        fields.put("files", found.files());
        fields.put("bytes", found.bytes());
        fields.put("damages", found.damages());
        found.tornTail().ifPresent(tail -> fields.put("torn_tail", tail));
        return fields;
    }
}
