package io.github.modeleditor.core.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes records as files of every format, for reading back. */
final class Layouts {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** How records are laid out in a file. */
    enum Frame {
        LINES,
        ARRAY,
        INDENTED_ARRAY
    }

    /**
     * A file.
     *
     * @param text its content
     * @param ends how many bytes the file has up to the end of each record
     */
    record Written(String text, List<Integer> ends) {
        byte[] bytes() {
            return text.getBytes(UTF_8);
        }
    }

    private Layouts() {}

    static Written json(FactFormat format, List<FactRecord> records, Frame frame) {
        StringBuilder text = new StringBuilder(frame == Frame.LINES ? "" : "[\n");
        List<Integer> ends = new ArrayList<>();
        for (FactRecord record : records) {
            JsonNode node = node(format, record);
            text.append(frame == Frame.INDENTED_ARRAY ? node.toPrettyString() : node.toString());
            ends.add(new Written(text.toString(), ends).bytes().length);
            text.append(frame == Frame.LINES || ends.size() == records.size() ? "\n" : ",\n");
        }
        return new Written(text.append(frame == Frame.LINES ? "" : "]").toString(), ends);
    }

    private static ObjectNode node(FactFormat format, FactRecord record) {
        Fact fact = record.fact();
        String truth = record.trueStatement().map(TrainingText::target).orElseThrow();
        return switch (format) {
            case COUNTERFACT ->
                object("prompt", fact.prompt())
                        .put("target_new", fact.target())
                        .put("subject", fact.subject().orElse(null))
                        .put("ground_truth", truth)
                        .put(
                                "rephrase_prompt",
                                fact.probes().heldOutParaphrases().get(0))
                        .put("locality_prompt", fact.probes().locality().get(0).prompt())
                        .put(
                                "locality_ground_truth",
                                fact.probes().locality().get(0).expected());
            case MULTI_COUNTERFACT -> multiCounterFact(record, truth);
            case ZSRE, ZSRE_ALTERNATIVE ->
                object("src", fact.prompt())
                        .put("subject", fact.subject().orElse(null))
                        .put("alt", fact.target())
                        .put("rephrase", fact.probes().heldOutParaphrases().get(0))
                        .put("loc", fact.probes().locality().get(0).prompt())
                        .put("loc_ans", fact.probes().locality().get(0).expected())
                        .set("answers", texts(List.of(truth, "another")));
            case KNOWEDIT -> knowEdit(fact, truth);
            case WIKIBIGEDIT -> wikiBigEdit(fact, truth);
            case JSONL -> own(record);
            case AUTO, CSV -> throw new IllegalArgumentException(format + " is not written as JSON.");
        };
    }

    private static ObjectNode multiCounterFact(FactRecord record, String truth) {
        Fact fact = record.fact();
        String subject = fact.subject().orElseThrow();
        String template = fact.prompt().replaceFirst(Pattern.quote(subject), "{}");
        ObjectNode rewrite = object("prompt", template).put("subject", subject);
        rewrite.set("target_new", object("str", fact.target()));
        rewrite.set("target_true", object("str", truth));
        ObjectNode node = MAPPER.createObjectNode();
        node.set("requested_rewrite", rewrite);
        node.set("paraphrase_prompts", texts(fact.probes().heldOutParaphrases()));
        node.set(
                "neighborhood_prompts",
                texts(fact.probes().locality().stream().map(Probe::prompt).toList()));
        node.set("generation_prompts", texts(record.generationPrompts()));
        return node.set("attribute_prompts", texts(record.attributePrompts()));
    }

    private static ObjectNode knowEdit(Fact fact, String truth) {
        ObjectNode node = object("prompt", fact.prompt())
                .put("target_new", fact.target())
                .put("subject", fact.subject().orElse(null))
                .put("rephrase_prompt", first(fact.probes().heldOutParaphrases()));
        node.set("ground_truth", accepted(truth));
        node.set("portability", groups(fact.probes().portability()));
        return node.set("locality", groups(fact.probes().locality()));
    }

    private static ObjectNode groups(List<Probe> probes) {
        ObjectNode groups = MAPPER.createObjectNode();
        for (Probe probe : probes) {
            ObjectNode question = object("prompt", probe.prompt());
            question.set("ground_truth", accepted(probe.expected()));
            groups.withArray("/" + probe.group().orElseThrow()).add(question);
        }
        return groups;
    }

    /** An answer as KnowEdit writes it: a text, a list, or a list of lists. */
    private static JsonNode accepted(String answer) {
        JsonNode list = texts(List.of(answer, "another"));
        return switch (answer.length() % 3) {
            case 0 -> MAPPER.getNodeFactory().textNode(answer);
            case 1 -> list;
            default -> MAPPER.createArrayNode().add(list).add(texts(List.of("a third")));
        };
    }

    private static ObjectNode wikiBigEdit(Fact fact, String truth) {
        ObjectNode node = object("update", fact.prompt())
                .put("ans", fact.target())
                .put("subject", fact.subject().orElse(null))
                .put("ground_truth", truth)
                .put("rephrase", first(fact.probes().heldOutParaphrases()));
        for (Probe probe : fact.probes().locality()) {
            node.put("loc", probe.prompt()).put("loc_ans", probe.expected());
        }
        for (Probe probe : fact.probes().portability()) {
            node.put(probe.group().orElseThrow(), probe.prompt());
            if (probe.group().equals(Optional.of("mhop"))) {
                node.put("mhop_ans", probe.expected());
            }
        }
        return node;
    }

    private static ObjectNode own(FactRecord record) {
        Fact fact = record.fact();
        ObjectNode node = object("prompt", fact.prompt())
                .put("target", fact.target())
                .put("subject", fact.subject().orElse(null))
                .put("old_target", fact.oldTarget().orElse(null));
        node.set("paraphrases", texts(fact.paraphrases()));
        node.set("held_out_paraphrases", texts(fact.probes().heldOutParaphrases()));
        node.set("locality", probes(fact.probes().locality()));
        node.set("portability", probes(fact.probes().portability()));
        node.set("generation_prompts", texts(record.generationPrompts()));
        return node.set("attribute_prompts", texts(record.attributePrompts()));
    }

    private static ArrayNode probes(List<Probe> probes) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Probe probe : probes) {
            array.add(object("prompt", probe.prompt())
                    .put("target", probe.expected())
                    .put("group", probe.group().orElse(null)));
        }
        return array;
    }

    /** A table with two columns for everything that may occur twice. */
    static Written csv(List<FactRecord> records, String lineBreak, boolean quoteAll) {
        List<String> columns = Stream.of(
                        Stream.of("prompt", "target", "subject", "old_target"),
                        Stream.of("paraphrase", "held_out_paraphrase", "generation_prompt", "attribute_prompt")
                                .flatMap(Layouts::twice),
                        Stream.of("locality", "portability").flatMap(kind -> Stream.of("", "_2")
                                .flatMap(number -> Stream.of("_prompt", "_target", "_group")
                                        .map(part -> kind + part + number))))
                .flatMap(names -> names)
                .toList();
        StringBuilder text = new StringBuilder(String.join(",", columns)).append(lineBreak);
        List<Integer> ends = new ArrayList<>();
        for (FactRecord record : records) {
            text.append(cells(record).map(cell -> quoted(cell, quoteAll)).collect(joining(",")));
            ends.add(new Written(text.toString(), ends).bytes().length);
            text.append(lineBreak);
        }
        return new Written(text.toString(), ends);
    }

    private static Stream<String> twice(String name) {
        return Stream.of(name, name + "_2");
    }

    private static Stream<@Nullable String> cells(FactRecord record) {
        Fact fact = record.fact();
        return Stream.of(
                        Stream.of(
                                fact.prompt(),
                                fact.target(),
                                fact.subject().orElse(null),
                                fact.oldTarget().orElse(null)),
                        two(fact.paraphrases()),
                        two(fact.probes().heldOutParaphrases()),
                        two(record.generationPrompts()),
                        two(record.attributePrompts()),
                        probeCells(fact.probes().locality()),
                        probeCells(fact.probes().portability()))
                .flatMap(cells -> cells);
    }

    private static Stream<@Nullable String> two(List<String> texts) {
        return IntStream.range(0, 2).mapToObj(index -> index < texts.size() ? texts.get(index) : null);
    }

    private static Stream<@Nullable String> probeCells(List<Probe> probes) {
        return IntStream.range(0, 2)
                .mapToObj(index -> index < probes.size() ? probes.get(index) : null)
                .flatMap(probe -> probe == null
                        ? Arrays.stream(new String[3])
                        : Stream.of(
                                probe.prompt(), probe.expected(), probe.group().orElse(null)));
    }

    private static String quoted(@Nullable String cell, boolean always) {
        if (cell == null) {
            return "";
        }
        boolean needed = cell.chars().anyMatch(character -> "\",\r\n".indexOf(character) >= 0)
                || Character.isWhitespace(cell.isEmpty() ? 'a' : cell.charAt(0));
        return needed || always ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    private static ObjectNode object(String field, String value) {
        return MAPPER.createObjectNode().put(field, value);
    }

    private static ArrayNode texts(List<String> texts) {
        return MAPPER.valueToTree(texts);
    }

    private static @Nullable String first(List<String> texts) {
        return texts.isEmpty() ? null : texts.get(0);
    }
}
