package io.github.modeleditor.onnx.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a tokenizer does to texts and tokens beside its model: normalizers, splitters, processors, decoders. What the library would
 * end the process for, or never end at, is found here.
 *
 * @see <a href="https://huggingface.co/docs/tokenizers/api/normalizers">the components</a>
 */
final class TokenizerComponents {
    private static final int DEEPEST = 8;
    private static final int MOST = 200;

    /** How many times longer a text may become. */
    private static final double GROWTH = 64;

    private static final List<String> LISTS = List.of("normalizers", "pretokenizers", "processors", "decoders");

    private final List<SplitPattern> patterns = new ArrayList<>();
    private int count;
    private double growth;

    /** The expressions that texts are split by, of all components that were checked. */
    List<SplitPattern> patterns() {
        return List.copyOf(patterns);
    }

    /**
     * What is wrong with a component.
     *
     * @param component one of the top of a tokenizer; may be null or missing
     * @return a reason; empty where nothing is
     */
    Optional<String> fault(JsonNode component) {
        growth = 1;
        return fault(component, 1);
    }

    private Optional<String> fault(JsonNode component, int depth) {
        if (component.isNull() || component.isMissingNode()) {
            return Optional.empty();
        }
        if (!component.isObject()) {
            // The native library takes a list of what a component has, too, where nobody would look for it here.
            return Optional.of("is no JSON object");
        }
        if (depth > DEEPEST || ++count > MOST) {
            return Optional.of("is nested too deep, or has too many parts");
        }
        if (!component.path("type").isTextual()) {
            // The native library then goes by the fields, and finds a kind that nobody looked at here.
            return Optional.of("does not say by a text of what type it is");
        }
        for (String list : LISTS) {
            for (JsonNode part : component.path(list)) {
                Optional<String> fault = fault(part, depth + 1);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        Optional<String> fault =
                switch (component.path("type").asText()) {
                    case "Replace" -> replace(component);
                    case "Split" -> pattern(component.path("pattern"));
                    case "Prepend" -> prepend(component.path("prepend").asText());
                    case "Precompiled" -> precompiled(component.path("precompiled_charsmap"));
                    case "FixedLength" ->
                        component.path("length").asLong(0) > 0
                                ? Optional.empty()
                                : Optional.of("splits a text after no characters");
                    case "Strip" ->
                        component.path("stop").asLong(0) > 0
                                ? Optional.of("strips the ends of tokens, which may be shorter")
                                : Optional.empty();
                    case "TemplateProcessing" -> template(component);
                    case "BertProcessing", "RobertaProcessing" ->
                        ids(component.path("sep").path(1))
                                .or(() -> ids(component.path("cls").path(1)));
                    default -> Optional.empty();
                };
        return fault.or(() -> growth > GROWTH
                ? Optional.of("makes texts more than " + (int) GROWTH + " times longer")
                : Optional.empty());
    }

    private static Optional<String> precompiled(JsonNode map) {
        return (map.isTextual() ? CharacterMap.fault(map.asText()) : Optional.of("is no text"))
                .map(what -> "has a map of characters that " + what);
    }

    private Optional<String> replace(JsonNode component) {
        JsonNode pattern = component.path("pattern");
        Optional<String> fault = pattern(pattern);
        if (fault.isPresent()) {
            return fault;
        }
        boolean isText = pattern.path("String").isTextual();
        if (!isText && SplitPattern.matchesNothing(pattern.path("Regex").asText())) {
            return Optional.of("replaces what may be nothing at all");
        }
        int shortest = isText ? pattern.path("String").asText().length() : 1;
        growth *= Math.max(1, (double) component.path("content").asText().length() / shortest);
        return Optional.empty();
    }

    private Optional<String> pattern(JsonNode pattern) {
        if (pattern.path("String").isTextual()) {
            return pattern.path("String").asText().isEmpty()
                    ? Optional.of("looks for a text without characters")
                    : Optional.empty();
        }
        if (!pattern.path("Regex").isTextual()) {
            return Optional.of("has no pattern");
        }
        String expression = pattern.path("Regex").asText();
        patterns.add(SplitPattern.of(expression));
        return SplitPattern.fault(expression).map(what -> "has a pattern that " + what + ": " + shortened(expression));
    }

    private static String shortened(String expression) {
        return expression.length() > 100 ? expression.substring(0, 100) + "..." : expression;
    }

    private Optional<String> prepend(String text) {
        growth += text.length() > GROWTH ? GROWTH : 0;
        return text.isEmpty() ? Optional.of("puts nothing in front of texts") : Optional.empty();
    }

    private static Optional<String> template(JsonNode component) {
        for (JsonNode piece : component.path("single")) {
            String sequence = piece.path("Sequence").path("id").asText("A");
            if (!sequence.equals("A")) {
                return Optional.of("asks for a second text where there is one");
            }
        }
        JsonNode tokens = component.path("special_tokens");
        for (String texts : List.of("single", "pair")) {
            for (JsonNode piece : component.path(texts)) {
                JsonNode special = piece.path("SpecialToken");
                if (!special.isMissingNode() && !tokens.has(special.path("id").asText())) {
                    return Optional.of("puts in a token that it does not say, " + special);
                }
            }
        }
        for (JsonNode token : tokens) {
            if (token.path("ids").size() != token.path("tokens").size()) {
                return Optional.of("puts in tokens of which not each has one id, " + token);
            }
            for (JsonNode id : token.path("ids")) {
                Optional<String> fault = ids(id);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ids(JsonNode id) {
        return id.isInt() && id.intValue() >= 0
                ? Optional.empty()
                : Optional.of("puts in a token without an id, " + id);
    }
}
