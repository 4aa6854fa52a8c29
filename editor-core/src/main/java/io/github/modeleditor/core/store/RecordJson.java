package io.github.modeleditor.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The lines of a ledger as JSON, as {@code docs/store.md} describes them. */
final class RecordJson {
    /** The version of the format that is written; it and all before are read. */
    static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RecordJson() {}

    /** The line of a new store. */
    static String first(String baseFingerprint, Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("store", "modeleditor").put("format", FORMAT).put("base", baseFingerprint);
        return json.setAll(object(entry)).toString();
    }

    /** Any other line. */
    static String of(Entry entry) {
        return object(entry).toString();
    }

    private static ObjectNode object(Entry entry) {
        StoredVersion version = entry.version();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", version.number())
                .put("time", version.time().toString())
                .put("author", version.author())
                .put("reason", version.reason());
        putChange(json, version.change());
        entry.set().ifPresent(set -> putSet(json, set));
        version.edits().forEach(json.putArray("edits")::add);
        putLayers(json.putArray("layers"), entry.layers());
        entry.report().ifPresent(report -> json.put("report", report));
        json.set("standing", standing(version.standing()));
        return json;
    }

    private static void putChange(ObjectNode json, StoredChange change) {
        if (change instanceof StoredChange.Appended appended) {
            json.put("change", "appended").put("rank", appended.rank());
        } else if (change instanceof StoredChange.Reverted reverted) {
            json.put("change", "reverted");
            reverted.edits().forEach(json.putArray("reverted")::add);
            reverted.stillSaid().ifPresent(said -> json.put("still_said", said));
            json.put("facts_reverted", reverted.facts())
                    .put("returned", reverted.returned())
                    .put("repaired", reverted.repaired())
                    .put("restored", reverted.restored());
        } else if (change instanceof StoredChange.Compacted compacted) {
            json.put("change", "compacted").put("rank_before", compacted.rankBefore());
            json.set("standing_before", standing(compacted.before()));
        } else {
            json.put("change", "created");
        }
    }

    private static void putSet(ObjectNode json, FactSet set) {
        json.put("edit", set.edit()).put("facts", set.file()).put("seed", set.seed());
        ArrayNode superseded = json.putArray("superseded");
        set.superseded()
                .forEach(link -> superseded.addObject().put("edit", link.edit()).put("fact", link.index()));
        if (!set.verdicts().isEmpty()) {
            ArrayNode verdicts = json.putArray("verdicts");
            for (Verdict verdict : set.verdicts()) {
                ObjectNode fields = verdicts.addObject().put("attempts", verdict.attempts());
                verdict.reasons().forEach(fields.putArray("reasons")::add);
            }
        }
    }

    private static void putLayers(ArrayNode array, List<Layer> layers) {
        for (Layer layer : layers) {
            ObjectNode json = array.addObject().put("adapter", layer.adapter()).put("rank", layer.rank());
            layer.edits().forEach(json.putArray("edits")::add);
            if (!layer.sources().isEmpty()) {
                putLayers(json.putArray("sources"), layer.sources());
            }
        }
    }

    private static ObjectNode standing(Standing standing) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("facts", standing.facts())
                .put("said", standing.said());
        standing.rest().ifPresent(rest -> {
            json.set("neighbours_kept", tally(rest.neighbours()));
            json.set("mates_kept", tally(rest.mates()));
            json.put("kl_divergence", Double.isFinite(rest.klDivergence()) ? rest.klDivergence() : null);
        });
        return json;
    }

    private static ObjectNode tally(Tally tally) {
        return JsonNodeFactory.instance.objectNode().put("count", tally.count()).put("of", tally.of());
    }

    /**
     * The fields of all lines.
     *
     * @throws StoreException if a newer version of this library wrote them
     */
    static List<JsonNode> parse(String place, List<String> lines) {
        List<JsonNode> parsed = new ArrayList<>();
        for (String line : lines) {
            try {
                parsed.add(MAPPER.readTree(line));
            } catch (JsonProcessingException failure) {
                throw strange(place, parsed.size(), failure);
            }
            if (parsed.size() == 1) {
                requireFormat(place, parsed.get(0));
            }
        }
        return parsed;
    }

    private static void requireFormat(String place, JsonNode first) {
        int format = first.path("format").asInt();
        if (!first.path("store").asText().equals("modeleditor") || format < 1) {
            throw strange(place, 0, null);
        }
        if (format > FORMAT) {
            throw new StoreException(
                    Kind.NEWER_FORMAT,
                    place + " has the format " + format + ", and this version of the library knows formats up to "
                            + FORMAT + ". Open it with a newer version.");
        }
    }

    /** One line; what it supersedes is looked up among the sets before. */
    static Entry entry(String place, JsonNode json, StoreHistory before) {
        int number = before.size();
        try {
            if (json.path("version").asInt(-1) != number) {
                throw strange(place, number, null);
            }
            Optional<FactSet> set = json.has("edit") ? Optional.of(set(json, before)) : Optional.empty();
            List<Layer> layers = layers(json.path("layers"));
            StoredVersion version = new StoredVersion(
                    number,
                    Instant.parse(text(json, "time")),
                    text(json, "author"),
                    text(json, "reason"),
                    change(json, set, before),
                    texts(json.path("edits")),
                    Layer.ranks(layers),
                    standing(json.path("standing")));
            return new Entry(
                    version,
                    layers,
                    set,
                    Optional.ofNullable(json.get("report")).map(JsonNode::asText));
        } catch (DateTimeException | IllegalArgumentException failure) {
            throw strange(place, number, failure);
        }
    }

    private static FactSet set(JsonNode json, StoreHistory before) {
        List<Fact> facts = before.readFacts(text(json, "facts"));
        List<JsonNode> verdicts = list(json.path("verdicts")).toList();
        return new FactSet(
                text(json, "edit"),
                text(json, "facts"),
                facts,
                list(json.path("superseded"))
                        .map(link -> new FactSet.Link(
                                text(link, "edit"), link.path("fact").asInt()))
                        .toList(),
                json.path("seed").asLong(),
                IntStream.range(0, verdicts.size())
                        .mapToObj(i -> new Verdict(
                                facts.get(Math.min(i, facts.size() - 1)),
                                verdicts.get(i).path("attempts").asInt(),
                                texts(verdicts.get(i).path("reasons"))))
                        .toList());
    }

    private static StoredChange change(JsonNode json, Optional<FactSet> set, StoreHistory before) {
        String change = text(json, "change");
        return switch (change) {
            case "created" -> new StoredChange.Created();
            case "appended" -> appended(json, set, before);
            case "reverted" ->
                new StoredChange.Reverted(
                        texts(json.path("reverted")),
                        json.path("facts_reverted").asInt(),
                        json.has("still_said")
                                ? OptionalInt.of(json.path("still_said").asInt())
                                : OptionalInt.empty(),
                        json.path("returned").asInt(),
                        json.path("repaired").asInt(),
                        json.path("restored").asInt());
            case "compacted" ->
                new StoredChange.Compacted(json.path("rank_before").asInt(), standing(json.path("standing_before")));
            default -> throw new IllegalArgumentException("a change of no kind that there is: " + change);
        };
    }

    private static StoredChange appended(JsonNode json, Optional<FactSet> set, StoreHistory before) {
        FactSet appended = set.orElseThrow(() -> new IllegalArgumentException("no set"));
        List<StoredFact> superseded = appended.superseded().stream()
                .map(link -> before.fact(link, StoredFact.State.CURRENT))
                .toList();
        return new StoredChange.Appended(
                appended.edit(),
                appended.facts().size(),
                superseded,
                json.path("rank").asInt(),
                appended.verdicts());
    }

    private static List<Layer> layers(JsonNode array) {
        return list(array)
                .map(layer -> new Layer(
                        text(layer, "adapter"),
                        layer.path("rank").asInt(),
                        texts(layer.path("edits")),
                        layers(layer.path("sources"))))
                .toList();
    }

    private static Standing standing(JsonNode json) {
        Optional<Standing.Rest> rest = json.has("kl_divergence")
                ? Optional.of(new Standing.Rest(
                        tally(json.path("neighbours_kept")),
                        tally(json.path("mates_kept")),
                        json.path("kl_divergence").asDouble(Double.NaN)))
                : Optional.empty();
        return new Standing(json.path("facts").asInt(), json.path("said").asInt(), rest);
    }

    private static Tally tally(JsonNode json) {
        return new Tally(json.path("count").asInt(), json.path("of").asInt());
    }

    private static List<String> texts(JsonNode array) {
        return list(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("no text in the field " + field);
        }
        return value.asText();
    }

    private static StoreException strange(String place, int index, @Nullable Exception cause) {
        return new StoreException(
                Kind.DAMAGED,
                place + " has a line that no version of this library writes, line " + (index + 1)
                        + ". Restore it from a" + " backup.",
                cause);
    }
}
