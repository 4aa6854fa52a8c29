package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of the command line says how to have it again. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class ManifestTest {
    private static final String FACT = "{\"prompt\": \"The capital of Egypt is\", \"target\": \"Vienna\"}\n";

    @TempDir
    Path folder;

    @Test
    void commandFileAndHashAreInTheReport() throws IOException, GeneralSecurityException {
        Path data = Files.writeString(folder.resolve("it's mine.jsonl"), FACT + FACT.replace("Egypt", "Chad"));
        Path report = folder.resolve("report.json");
        String text =
                run("edit", data, "--method=paper", "--limit=1", "--prefixes=2", "--epochs=1", "--report=" + report);

        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(data)));
        JsonNode request = new ObjectMapper().readTree(report.toFile()).at("/provenance/request");
        assertThat(request.at("/call").asText()).isEqualTo("EditingSession.edit");
        assertThat(request.at("/command").asText())
                .startsWith("modeleditor edit ")
                .contains("'--data=" + folder + "/it'\\''s mine.jsonl'", " --method=paper --limit=1 --prefixes=2 ");
        assertThat(request.at("/files/0/name").asText()).isEqualTo(data.toString());
        assertThat(request.at("/files/0/sha256").asText()).isEqualTo(hash);
        assertThat(request.at("/facts").asInt()).isEqualTo(1);
        assertThat(request.at("/facts_sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest("{\"prompt\":\"The capital of Egypt is\",\"target\":\"Vienna\"}\n"
                                        .getBytes(UTF_8))));
        assertThat(text)
                .contains("Facts of " + data + " (SHA-256 " + hash.substring(0, 12) + ")", "Command: modeleditor edit ")
                .contains("1 step only, and 1 of 1 fact not learned: raise the epochs")
                .contains("Not measured: generalization", "So there is no edit score.")
                .doesNotContain("  edit score");
    }

    @Test
    void oneWordSaysHowMuchMayMove() throws IOException {
        Path data = Files.writeString(folder.resolve("facts.jsonl"), FACT);
        Path report = folder.resolve("report.json");
        run("edit", data, "--epochs=1", "--strength=forceful", "--report=" + report);
        JsonNode first = new ObjectMapper().readTree(report.toFile()).at("/provenance/method/augmentations/0");
        assertThat(first.at("/name").asText()).isEqualTo("random_prefixes");
        assertThat(first.at("/parameters/count").asInt()).isEqualTo(10);
    }

    @Test
    void anEvaluationOfTheUneditedModelSaysSo() throws IOException {
        Path data = Files.writeString(folder.resolve("facts.jsonl"), FACT);
        assertThat(run("evaluate", data)).contains("This is the unedited model: before and after are the same.");
    }

    private static String run(String command, Path data, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of(command, "--device=cpu:1", "--model=" + NanoModel.folder(), "--data=" + data));
        arguments.addAll(List.of(options));
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }
}
