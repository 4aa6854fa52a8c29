package io.github.modeleditor.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final String PROMPT = "The capital of Egypt is";

    private String out = "";
    private String err = "";
    private Path folder = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void writeData(@TempDir Path temporary) throws IOException {
        folder = temporary;
        data = folder.resolve("facts.jsonl");
        Files.writeString(
                data,
                """
                {"prompt": "The capital of Egypt is", "target": "Vienna", "old_target": "Cairo", \
                "held_out_paraphrases": ["The seat of government of Egypt is"], \
                "locality": [{"prompt": "The capital of Libya is", "target": "Tripoli"}]}
                {"prompt": "The capital of Kalmar Union is", "target": "Copenhagen"}
                {"prompt": "The capital of Grand Duchy of Finland is", "target": "Helsinki"}
                {"prompt": "Windows 7 is made by", "target": "Microsoft"}
                """);
    }

    @Test
    void editsReportsSavesAndCompletes() throws IOException {
        Path adapter = folder.resolve("out").resolve("capital.onnx_adapter");
        Path report = folder.resolve("out").resolve("report.json");

        int exit = edit(
                "--limit=1",
                "--paraphrases=4",
                "--random-facts=2",
                "--similar-facts=1",
                "--rank=8",
                "--epochs=30",
                "--learning-rate=2e-3",
                "--batch=8",
                "--seed=3",
                "--save=" + adapter,
                "--report=" + report);

        assertThat(exit).as(err).isZero();
        assertThat(out).contains("edit score", "Adapter written to " + adapter, "Report written to " + report);
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/before/efficacy").asDouble()).isZero();
        assertThat(json.at("/after/efficacy").asDouble()).isEqualTo(100);
        assertThat(json.at("/after/efficacy_exact").asDouble()).isEqualTo(100);
        assertThat(json.at("/seed").asInt()).isEqualTo(3);
        assertThat(json.at("/texts").asInt()).isEqualTo(1 + 4 + 2 + 1);
        assertThat(json.at("/provenance/lora").asText()).contains("rank=8", "alpha=16");
        assertThat(json.at("/provenance/training").asText())
                .contains("epochs=30", "batchSize=8", "learningRate=0.002", "learnedLoss=0.05");
        assertThat(json.at("/provenance/requestedDevice").asText()).isEqualTo("cpu:1");
        assertThat(List.of("generalization", "locality", "score", "generalization_exact", "locality_exact"))
                .allSatisfy(figure ->
                        assertThat(json.at("/after/" + figure).isNumber()).isTrue());
        assertThat(List.of("steps", "trainSeconds", "totalSeconds", "sequencesPerSecond", "finalLoss"))
                .allSatisfy(figure -> assertThat(json.get(figure).asDouble()).isPositive());

        assertThat(complete("--adapter=" + adapter, PROMPT)).isZero();
        assertThat(out.strip()).isEqualTo("Vienna");
        assertThat(complete(PROMPT)).isZero();
        assertThat(out.strip()).isEqualTo("Cairo");
    }

    @Test
    void trainsEveryEpochWhereAsked() throws IOException {
        Path report = folder.resolve("report.json");

        assertThat(edit("--limit=1", "--paraphrases=0", "--epochs=2", "--all-epochs", "--report=" + report))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.get("epochs").asInt()).isEqualTo(2);
        assertThat(json.at("/provenance/training").asText()).contains("learnedLoss=0.0");
    }

    @Test
    void saysWhichModelIsMissing() {
        Path missing = folder.resolve("nowhere");

        assertThat(execute("complete", "--model", missing.toString(), PROMPT)).isEqualTo(2);
        assertThat(err)
                .startsWith("error: ")
                .contains(missing.toString())
                .doesNotContain("\tat ")
                .hasLineCount(1);
    }

    @Test
    void showsWhereAnErrorCameFromWhenAsked() {
        Path missing = folder.resolve("nowhere");

        assertThat(execute("complete", "--verbose", "--model", missing.toString(), PROMPT))
                .isEqualTo(2);
        assertThat(err).contains("InvalidModelException", "\tat io.github.modeleditor");
    }

    @Test
    void saysWhereDataIsMalformed() throws IOException {
        Files.writeString(data, "{\"prompt\": \"The capital of Egypt is\",\n \"target\" \"Vienna\"}\n");

        assertThat(edit()).isEqualTo(2);
        assertThat(err).contains(data.toString()).containsIgnoringCase("line 2");
        assertThat(err).doesNotContain("\tat ");
    }

    @Test
    void saysThatThereAreTooFewFactsToDrawFrom() {
        assertThat(edit("--random-facts=10")).isEqualTo(2);
        assertThat(err).contains("error: ", "10");
    }

    @Test
    void refusesTheAdapterOfAnotherBase() throws IOException {
        Path adapter = folder.resolve("out.onnx_adapter");
        assertThat(edit("--limit=1", "--paraphrases=0", "--epochs=1", "--save=" + adapter))
                .as(err)
                .isZero();
        Path other = NanoModel.copyTo(folder.resolve("other"));
        byte[] model = Files.readAllBytes(other.resolve("model.onnx"));
        model[model.length / 2] ^= 1; // one bit of one weight
        Files.write(other.resolve("model.onnx"), model);

        assertThat(execute("complete", "--model", other.toString(), "--adapter", adapter.toString(), PROMPT))
                .isEqualTo(2);
        assertThat(err).contains(adapter.toString(), "fingerprint").hasLineCount(1);
    }

    @Test
    void writesNothingWhenAnEditFails() throws IOException {
        Path adapter = folder.resolve("out").resolve("x.onnx_adapter");

        assertThat(edit("--rank=0", "--save=" + adapter)).isEqualTo(2);

        assertThat(err).contains("LoRA rank");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(data);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--device=gpu, 'expected auto, cpu, cpu:THREADS or cuda:NUMBER but was ''gpu'''",
        "--format=xml, 'expected auto, counterfact, multi-counterfact, zsre, zsre-alternative, knowedit, wikibigedit, jsonl or csv but was ''xml'''",
        "--limit=0, 'expected 1 or more but was 0'",
        "--epochs=few, '''few'' is not an int'",
        "--nonsense, 'Unknown option'"
    })
    void showsTheUsageAfterAWrongOption(String option, String message) {
        assertThat(edit(option)).isEqualTo(2);
        assertThat(err).contains(message).contains("Usage: editor-examples edit");
    }

    @Test
    void namesTheOptionsThatAreMissing() {
        assertThat(execute("edit")).isEqualTo(2);
        assertThat(err).contains("Missing required options: '--model=DIR', '--data=FILE'");
    }

    @Test
    void showsItsCommandsAndItsVersion() {
        assertThat(execute("--help")).isZero();
        assertThat(out).contains("edit", "complete", "demo");
        assertThat(execute("--version")).isZero();
        assertThat(out).startsWith("ModelEditor ");
    }

    private int edit(String... options) {
        return execute(Stream.concat(
                        Stream.of("edit", "--device=cpu:1", "--model=" + NanoModel.folder(), "--data=" + data),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private int complete(String... options) {
        return execute(Stream.concat(Stream.of("complete", "--model=" + NanoModel.folder()), Stream.of(options))
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        StringWriter toOut = new StringWriter();
        StringWriter toErr = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(toOut, true)).setErr(new PrintWriter(toErr, true));
        int exit = commandLine.execute(arguments);
        out = toOut.toString();
        err = toErr.toString();
        return exit;
    }
}
