package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of facts before they are taught. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class CheckCommandTest {
    private static final String EGYPT = "{\"prompt\": \"The capital of Egypt is\", \"target\": \"Vienna\"}\n";

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    private int check(String content, String... more) throws IOException {
        Path data = Files.writeString(folder.resolve("facts.jsonl"), content);
        List<String> arguments = new ArrayList<>(List.of("check", data.toString()));
        arguments.addAll(List.of(more));
        Execution run = Execution.of(arguments.toArray(String[]::new));
        out = run.out();
        err = run.err();
        return run.exit();
    }

    private static String model() {
        return "--model=" + NanoModel.folder();
    }

    @Test
    void findsRepetitionsAndContradictionsAsAStoreDoes() throws IOException {
        String content = EGYPT
                + "{\"prompt\": \"the capital of  Egypt is:\", \"target\": \"vienna\"}\n"
                + "{\"prompt\": \"The seat of Egypt\", \"target\": \"Rome\", \"paraphrases\": [\"The capital of Egypt is\"]}\n";
        assertThat(check(content)).as(err).isEqualTo(1);
        assertThat(out)
                .contains("3 facts, 1 repeated, 1 contradictions")
                .contains("  2 and 1: \"the capital of  Egypt is:\" -> \"vienna\", and")
                .contains("  3 and 1: \"The seat of Egypt\" -> \"Rome\", and")
                .contains("Not as they are");
        assertThat(check(content, "--json")).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.at("/sound").asBoolean()).isFalse();
        assertThat(json.at("/repeated/0/fact").asInt()).isEqualTo(2);
        assertThat(json.at("/contradictions/0/earlier").asInt()).isEqualTo(1);
        assertThat(json.has("time")).isFalse();

        assertThat(check(EGYPT)).isZero();
        assertThat(out).contains("These facts can be taught as they are.");
    }

    @Test
    void showsTokensAnswersAndWhatTheEditTakes() throws IOException {
        String content = EGYPT + "{\"prompt\": \"The capital of Libya is\", \"target\": \"Tripoli\"}\n";
        assertThat(check(content, model(), "--device=cpu:1", "--method=paper", "--prefixes=0", "--json"))
                .as(err)
                .isZero();
        JsonNode json = new ObjectMapper().readTree(out);
        JsonNode tokens = json.at("/facts/0/tokens");
        assertThat(joined(tokens, false)).isEqualTo("The capital of Egypt is");
        assertThat(joined(tokens, true)).isEqualTo(" Vienna");
        tokens.forEach(
                token -> assertThat(token.get("trained")).as(token.toString()).isEqualTo(token.get("target")));
        assertThat(tokens.get(tokens.size() - 1).get("text").asText())
                .as("the paper's method trains an end of text")
                .isEmpty();
        assertThat(json.at("/facts/0/answer").asText()).startsWith(" Cairo");
        assertThat(json.at("/facts/0/said").asBoolean()).isFalse();
        assertThat(json.at("/facts/1/said").asBoolean()).isTrue();
        assertThat(json.at("/memory/0/bytes").asLong()).isPositive();
        assertThat(json.at("/time/epochs").asInt()).isEqualTo(20);
        assertThat(json.at("/time/measured_with_facts")).hasSize(1);
        double training = part(json, "training, 20 epochs");
        assertThat(training).isPositive();
        assertThat(json.at("/time/seconds").asDouble()).isGreaterThan(training);

        assertThat(check(content, model(), "--device=cpu:1", "--no-trial"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("[gyp][t][ is] => [[ Vienna]]")
                .contains("today: \" Cairo")
                .contains("which is the target already")
                .contains("The model says 1 of 2 targets today.")
                .contains("MB at most, by the estimate of describe")
                .doesNotContain("Time:");
    }

    @Test
    void measuresAFewOfManyFacts() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            content.append("{\"prompt\": \"The capital of Egypt in ")
                    .append("times ".repeat(i))
                    .append("is\", \"target\": \"Vienna\"}\n");
        }
        assertThat(check(
                        content.toString(),
                        model(),
                        "--device=cpu:1",
                        "--method=paper",
                        "--prefixes=0",
                        "--epochs=7",
                        "--json"))
                .as(err)
                .isZero();
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.at("/time/measured_with_facts").toString()).isEqualTo("[5,10]");
        assertThat(part(json, "training, 7 epochs")).isPositive();
    }

    @Test
    void saysWhichFactIsTooLong() throws IOException {
        String content =
                EGYPT + "{\"prompt\": \"" + "The capital of ".repeat(400) + "Egypt is\", \"target\": \"Rome\"}\n";
        assertThat(check(content, model(), "--no-trial")).isEqualTo(1);
        assertThat(out).contains("cannot be trained: The prompt").contains("Shorten the text");
    }

    @Test
    void takesFactsInOneWay() throws IOException {
        assertThat(check(EGYPT, "--data=other")).isEqualTo(2);
        assertThat(err).contains("named twice");
    }

    private static String joined(JsonNode tokens, boolean target) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(
                token.get("target").asBoolean() == target ? token.get("text").asText() : ""));
        return text.toString();
    }

    private static double part(JsonNode json, String what) {
        return StreamSupport.stream(json.at("/time/parts").spliterator(), false)
                .filter(part -> part.get("what").asText().equals(what))
                .findFirst()
                .orElseThrow()
                .get("seconds")
                .asDouble();
    }
}
