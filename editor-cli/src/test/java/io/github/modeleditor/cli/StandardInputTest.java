package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dash is the standard input. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class StandardInputTest {
    private static final String RECORD = "{\"prompt\": \"The capital of Egypt is\", \"target\": \"Vienna\"}\n";

    private final InputStream real = System.in;

    @TempDir
    Path folder;

    private String err = "";

    @AfterEach
    void restore() {
        System.setIn(real);
    }

    private int evaluate(String input, String... more) {
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        StringWriter toErr = new StringWriter();
        String[] arguments = new String[more.length + 4];
        System.arraycopy(
                new String[] {"evaluate", "--model=" + NanoModel.folder(), "--device=cpu:1", "--harm=none"},
                0,
                arguments,
                0,
                4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        int exit = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(toErr, true))
                .execute(arguments);
        err = toErr.toString();
        return exit;
    }

    @Test
    void factsComeFromIt() throws IOException {
        Path report = folder.resolve("report.json");
        assertThat(evaluate(RECORD, "--data=-", "--report=" + report)).as(err).isZero();
        JsonNode request = new ObjectMapper().readTree(report.toFile()).at("/provenance/request");
        assertThat(request.at("/facts").asInt()).isEqualTo(1);
        assertThat(request.at("/files/0/name").asText()).isEqualTo("-");
        assertThat(request.at("/files/0/sha256").asText()).hasSize(64);
    }

    @Test
    void tablesAreToldByTheirFirstLetter() {
        assertThat(evaluate("prompt,target\nThe capital of Egypt is,Vienna\n", "--data", "-"))
                .as(err)
                .isZero();
    }

    @Test
    void textsComeFromItToo() {
        assertThat(evaluate("A text.\n", "--fact", "The capital of Egypt is", "Vienna", "--drift=-"))
                .as(err)
                .isZero();
    }

    @Test
    void twoOptionsCannotHaveIt() {
        assertThat(evaluate(RECORD, "--data=-", "--drift=-")).isEqualTo(2);
        assertThat(err).contains("Two options read the standard input");
    }

    @Test
    void messagesNameItAndNoFile() {
        assertThat(evaluate("{\"prompt\": 1,\n}", "--data=-")).isEqualTo(1);
        assertThat(err).contains("the standard input").doesNotContain("modeleditor");
    }
}
