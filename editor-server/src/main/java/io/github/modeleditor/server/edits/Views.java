package io.github.modeleditor.server.edits;

import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What clients see of jobs, sets and reports. */
final class Views {
    private static final int MOST_PROMPTS = 200;

    private Views() {}

    /** A job; of one that is done also the edit that it made. */
    static Map<String, Object> job(EditJob job, List<StoredVersion> history) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id());
        fields.put("state", word(job.progress().state()));
        fields.put("author", job.author());
        fields.put("reason", job.reason());
        fields.put("created", job.created().toString());
        if (job.work() instanceof EditJob.Append append) {
            fields.put("kind", "append");
            fields.put("facts", append.facts().size());
            fields.put("prompt", append.facts().get(0).prompt());
            fields.put("target", append.facts().get(0).target());
        } else if (job.work() instanceof EditJob.Revert revert) {
            fields.put("kind", "revert");
            fields.put("reverts", revert.edits());
        }
        if (!job.progress().message().isEmpty()) {
            fields.put("message", job.progress().message());
        }
        if (job.progress().state() == EditJob.State.DONE) {
            int number = job.progress().version().orElse(0);
            fields.put("version", number);
            if (history.get(number).change() instanceof StoredChange.Appended appended) {
                fields.put("edit", appended.edit());
            }
        }
        return fields;
    }

    /** The sets that were appended, in the order they came. */
    static List<Map<String, Object>> edits(List<StoredVersion> history) {
        Set<String> inEffect = Set.copyOf(history.get(history.size() - 1).edits());
        Map<String, StoredVersion> reverted = history.stream()
                .filter(version -> version.change() instanceof StoredChange.Reverted)
                .flatMap(version -> ((StoredChange.Reverted) version.change())
                        .edits().stream().map(edit -> Map.entry(edit, version)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> second));
        List<Map<String, Object>> edits = new ArrayList<>();
        for (StoredVersion version : history) {
            if (version.change() instanceof StoredChange.Appended appended) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("id", appended.edit());
                fields.put("state", inEffect.contains(appended.edit()) ? "in_effect" : "reverted");
                fields.put("version", version.number());
                fields.put("time", version.time().toString());
                fields.put("author", version.author());
                fields.put("reason", version.reason());
                fields.put("facts", appended.facts());
                StoredVersion by = reverted.get(appended.edit());
                if (by != null) {
                    fields.put(
                            "reverted",
                            Map.of(
                                    "version",
                                    by.number(),
                                    "time",
                                    by.time().toString(),
                                    "author",
                                    by.author(),
                                    "reason",
                                    by.reason()));
                }
                edits.add(fields);
            }
        }
        return edits;
    }

    static Map<String, Object> standing(StoredVersion version) {
        Standing standing = version.standing();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version.number());
        fields.put("facts", standing.facts());
        fields.put("said", standing.said());
        standing.rest().map(Standing.Rest::toText).ifPresent(rest -> fields.put("rest", rest));
        return fields;
    }

    static Map<String, Object> fact(StoredFact stored) {
        return Map.of(
                "prompt", stored.fact().prompt(),
                "target", stored.fact().target(),
                "form", word(stored.fact().form()),
                "state", word(stored.state()));
    }

    /** What a report says of the facts that a person looks at first. */
    static Map<String, Object> outcome(EvaluationReport report, int facts) {
        List<Map<String, Object>> prompts = new ArrayList<>();
        for (FactReport fact :
                report.facts().subList(0, Math.min(facts, report.facts().size()))) {
            for (PromptReport prompt : fact.ownPrompts()) {
                if (prompts.size() < MOST_PROMPTS) {
                    prompts.add(prompt(prompt));
                }
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompts", prompts);
        fields.put(
                "others",
                report.harm().map(Harm::mates).orElse(List.of()).stream()
                        .limit(MOST_PROMPTS)
                        .map(Views::mate)
                        .toList());
        fields.put("advice", report.advice());
        return fields;
    }

    private static Map<String, Object> prompt(PromptReport prompt) {
        return Map.of(
                "kind", kind(prompt.metric()),
                "prompt", prompt.prompt(),
                "expected", prompt.expected(),
                "before", prompt.before().completion(),
                "after", prompt.after().completion(),
                "said", prompt.after().generated(),
                "broken", prompt.broken());
    }

    private static String kind(Metric metric) {
        return switch (metric) {
            case EFFICACY -> "fact";
            case GENERALIZATION -> "paraphrase";
            case LOCALITY -> "neighbour";
            case PORTABILITY -> "consequence";
        };
    }

    private static Map<String, Object> mate(MateReport mate) {
        return Map.of(
                "prompt", mate.prompt(),
                "before", mate.said().before(),
                "after", mate.said().after(),
                "broken", !mate.kept());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
