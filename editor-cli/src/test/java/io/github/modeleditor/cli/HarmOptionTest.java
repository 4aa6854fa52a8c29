package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class HarmOptionTest {
    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    @Test
    void harmIsMeasuredAsCloselyAsAsked() throws IOException {
        Path report = folder.resolve("harm.json");
        assertThat(evaluate("--limit=1", "--negation", "--report=" + report))
                .as(err)
                .isZero();
        assertThat(out).contains("The rest: ", "perplexity, general texts", "negated and questioned");
        JsonNode harm = new ObjectMapper().readTree(report.toFile()).get("harm");
        assertThat(harm.at("/general/texts").intValue()).isEqualTo(4);
        assertThat(harm.at("/general/kl_divergence").doubleValue()).isZero();
        assertThat(harm.at("/negation/asked").intValue()).isEqualTo(1);
        assertThat(evaluate("--limit=1", "--harm=none", "--report=" + report))
                .as(err)
                .isZero();
        assertThat(out).doesNotContain("The rest: ");
        assertThat(new ObjectMapper().readTree(report.toFile()).get("harm").isNull())
                .isTrue();
        assertThat(evaluate("--limit=1", "--harm", "--report=" + report))
                .as(err)
                .isZero();
        assertThat(out).contains("The rest: ").doesNotContain("negated and questioned");
        assertThat(new ObjectMapper()
                        .readTree(report.toFile())
                        .at("/harm/general/texts")
                        .intValue())
                .isEqualTo(65);
    }

    private int evaluate(String... options) throws IOException {
        Path data = Files.writeString(
                folder.resolve("facts.jsonl"),
                """
                {"prompt": "The capital of Egypt is", "target": "Vienna", "old_target": "Cairo", \
                "locality": [{"prompt": "The capital of Libya is", "target": "Tripoli"}]}
                {"prompt": "The capital of Kalmar Union is", "target": "Copenhagen"}
                """);
        Execution run = Execution.of(Stream.concat(
                        Stream.of("evaluate", "--device=cpu:1", "--model=" + NanoModel.folder(), "--data=" + data),
                        Stream.of(options))
                .toArray(String[]::new));
        out = run.out();
        err = run.err();
        return run.exit();
    }
}
