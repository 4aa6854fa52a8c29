package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                "--prefixes=4",
                "--random-facts=2",
                "--similar-facts=1",
                "--rank=8",
                "--epochs=30",
                "--learning-rate=2e-3",
                "--batch=8",
                "--memory=3g",
                "--recompute=elementwise",
                "--seed=3",
                "--save=" + adapter,
                "--report=" + report);

        assertThat(exit).as(err).isZero();
        assertThat(out).contains("edit score", "Adapter written to " + adapter, "Report written to " + report);
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/before/efficacy").asDouble()).isZero();
        assertThat(json.at("/after/efficacy").asDouble()).isEqualTo(100);
        assertThat(json.at("/after/efficacy_exact").asDouble()).isEqualTo(100);
        JsonNode training = json.at("/provenance/method/training");
        assertThat(training.at("/seed").asInt()).isEqualTo(3);
        assertThat(json.at("/training/texts").asInt()).isEqualTo(1 + 4 + 2 + 1);
        assertThat(json.at("/provenance/lora/rank").asInt()).isEqualTo(8);
        assertThat(json.at("/provenance/lora/alpha").asDouble()).isEqualTo(16);
        assertThat(training.at("/schedule/epochs").asInt()).isEqualTo(30);
        assertThat(training.at("/schedule/learning_rate").asDouble()).isEqualTo(0.002);
        assertThat(training.at("/batches/batch_size").asInt()).isEqualTo(8);
        assertThat(training.at("/batches/memory_limit").asLong()).isEqualTo(3L << 30);
        assertThat(training.at("/stopping/learned_loss").asDouble()).isEqualTo(0.05);
        assertThat(json.at("/provenance/machine/requested_device").asText()).isEqualTo("cpu:1");
        assertThat(List.of("generalization", "locality", "score", "generalization_exact", "locality_exact"))
                .allSatisfy(figure ->
                        assertThat(json.at("/after/" + figure).isNumber()).isTrue());
        assertThat(List.of("steps", "train_seconds", "total_seconds", "texts_per_second", "final_loss"))
                .allSatisfy(figure ->
                        assertThat(json.get("training").get(figure).asDouble()).isPositive());

        assertThat(complete("--adapter=" + adapter, PROMPT)).isZero();
        assertThat(out.strip()).isEqualTo("Vienna");
        assertThat(complete(PROMPT)).isZero();
        assertThat(out.strip()).isEqualTo("Cairo");
    }

    @Test
    void savesForPeftMergesAndCompletes() {
        Path adapter = folder.resolve("out").resolve("capital");
        Path merged = folder.resolve("merged");
        String[] options = {
            "--limit=1",
            "--prefixes=2",
            "--epochs=30",
            "--learning-rate=2e-3",
            "--save=" + adapter,
            "--save-format=peft"
        };
        assertThat(edit(options)).as(err).isZero();
        assertThat(out).contains("Adapter written to " + adapter);
        assertThat(adapter.toFile().list())
                .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors");
        assertThat(complete("--adapter=" + adapter, PROMPT)).isZero();
        assertThat(out.strip()).isEqualTo("Vienna");

        String model = NanoModel.folder().toString();
        assertThat(execute("merge", "--model", model, "--adapter", adapter.toString(), "--output", merged.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("Merged model written to " + merged);
        assertThat(execute("complete", "--device=cpu:1", "--model", merged.toString(), PROMPT))
                .isZero();
        assertThat(out.strip()).isEqualTo("Vienna");
        assertThat(execute("merge", "--model", model, "--adapter", adapter.toString(), "--output", merged.toString()))
                .isEqualTo(1);
        assertThat(err).contains(merged.toString(), "left as it is");
    }

    @Test
    void evaluatesAModelAndAnAdapterOfIt() throws IOException {
        Path adapter = folder.resolve("capital.onnx_adapter");
        Path edit = folder.resolve("edit.json");
        Path evaluation = folder.resolve("evaluation.json");
        Path html = folder.resolve("evaluation.html");
        Path drift = Files.writeString(folder.resolve("drift.txt"), "Windows 7 is made by Microsoft\n\nKalmar Union\n");
        Path questions = Files.writeString(
                folder.resolve("questions.jsonl"),
                """
                {"question": "The capital of Egypt is", "choices": ["Cairo", "Vienna"], "answer": 0}
                {"question": "The capital of Egypt is", "choices": ["Cairo", "Vienna"], "answer": "Vienna"}
                {"question": "Windows 7 is made by", "choices": ["Cairo", "Microsoft"], "answer": 1}
                """);
        Path references = Files.writeString(
                folder.resolve("references.jsonl"),
                "{\"prompt\": \"The capital of Egypt is\", \"text\": \"Cairo is the capital of Egypt\"}\n");
        String[] measured = {
            "--harm",
            "--limit=1",
            "--drift=" + drift,
            "--multiple-choice=" + questions,
            "--fluency=12",
            "--references=" + references,
            "--baselines=" + folder.resolve("baselines")
        };

        assertThat(edit(Stream.concat(
                                Stream.of(measured),
                                Stream.of("--prefixes=2", "--epochs=8", "--save=" + adapter, "--report=" + edit))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(evaluate(Stream.concat(
                                Stream.of(measured),
                                Stream.of("--adapter=" + adapter, "--report=" + evaluation, "--html=" + html))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();

        assertThat(out).contains("1 fact", "percent", "KL divergence", "Report written to " + evaluation);
        assertThat(out).contains("Report written to " + html);
        assertThat(html).content().startsWith("<!DOCTYPE html>").contains("The capital of Egypt is");
        JsonNode taught = new ObjectMapper().readTree(edit.toFile());
        JsonNode asked = new ObjectMapper().readTree(evaluation.toFile());
        for (String part : List.of("figures", "before", "after", "harm", "side_effects", "facts")) {
            assertThat(asked.get(part)).as(part).isEqualTo(taught.get(part));
        }
        assertThat(asked.has("training")).isFalse();
        assertThat(asked.at("/provenance/versions").fieldNames())
                .toIterable()
                .containsExactly("library", "onnxruntime", "java");
        assertThat(asked.at("/side_effects/general_ability/before").asDouble()).isCloseTo(200.0 / 3, within(1e-9));
        assertThat(asked.at("/side_effects/kl_divergences")).hasSize(2);
        assertThat(asked.at("/side_effects/kl_divergence").asDouble()).isPositive();
        assertThat(asked.at("/side_effects/fluency_generated/after").isNumber()).isTrue();
        assertThat(asked.at("/side_effects/consistency_generated/before").asDouble())
                .isPositive();
        try (Stream<Path> baselines = Files.list(folder.resolve("baselines"))) {
            assertThat(baselines)
                    .as("of the questions about facts, and of those about the rest")
                    .hasSize(2);
        }

        assertThat(evaluate("--limit=1")).as(err).isZero();
        assertThat(out).doesNotContain("Report written", "at large", "The edit broke");
    }

    @Test
    void complainsBeforeTheLongWorkAboutWhatItCannotWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path missing = folder.resolve("nowhere");
        for (String option :
                List.of("--report=" + folder, "--html=" + folder, "--html=" + file.resolve("report.html"))) {
            assertThat(execute("evaluate", "--model=" + missing, "--data=" + missing, option))
                    .isEqualTo(1);
            assertThat(err).contains("Cannot write").hasLineCount(1);
            assertThat(execute("edit", "--model=" + missing, "--data=" + missing, option))
                    .isEqualTo(1);
            assertThat(err).contains("Cannot write");
        }
        assertThat(execute("evaluate", "--model=" + missing, "--data=" + data, "--baselines=" + file))
                .isEqualTo(1);
        assertThat(err).contains("Cannot write");
        assertThat(execute("edit", "--model=" + missing, "--data=" + missing, "--save=" + folder))
                .isEqualTo(1);
        assertThat(err).contains("Cannot write " + folder);
    }

    @Test
    void saysWhichQuestionIsMalformed() throws IOException {
        Path questions = Files.writeString(folder.resolve("questions.jsonl"), "\n{\"question\": \"Q\"}\n");

        assertThat(evaluate("--multiple-choice=" + questions)).isEqualTo(1);
        assertThat(err).contains(questions + ", line 2", "choices").hasLineCount(1);
    }

    @Test
    void trainsEveryEpochWhereAsked() throws IOException {
        Path report = folder.resolve("report.json");

        assertThat(edit("--limit=1", "--prefixes=0", "--epochs=2", "--all-epochs", "--report=" + report))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/training/epochs").asInt()).isEqualTo(2);
        assertThat(json.at("/provenance/method/training/stopping/learned_loss").asDouble())
                .isZero();
    }

    /** A space between name and number is how this was written when it meant random prefixes. */
    @Test
    void sendsANumberOfParaphrasesToRandomPrefixes() {
        assertThat(execute("ablate", "--model=m", "--data=" + data, "--paraphrases", "3"))
                .isEqualTo(2);
        assertThat(err).contains("give --prefixes 3");
    }

    @ParameterizedTest
    @CsvSource({"--prefixes=1, 1 + 1 + 1", "--no-paraphrases, 1 + 10", "--paraphrases, 1 + 1 + 10"})
    void trainsTheParaphrasesOfAFactUnlessToldNotTo(String option, String sum) throws IOException {
        Files.writeString(
                data,
                """
                {"prompt": "The capital of Egypt is", "target": "Vienna", "paraphrases": ["Egypt is ruled from"]}
                """);
        Path report = folder.resolve("report.json");

        assertThat(edit(option, "--rank=1", "--epochs=1", "--report=" + report))
                .as(err)
                .isZero();

        int texts =
                Stream.of(sum.split(" \\+ ", -1)).mapToInt(Integer::parseInt).sum();
        assertThat(new ObjectMapper()
                        .readTree(report.toFile())
                        .at("/training/texts")
                        .asInt())
                .isEqualTo(texts);
    }

    @Test
    void saysWhichModelIsMissing() {
        Path missing = folder.resolve("nowhere");

        assertThat(execute("complete", "--model", missing.toString(), PROMPT)).isEqualTo(1);
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
                .isEqualTo(1);
        assertThat(err).contains("InvalidModelException", "\tat io.github.modeleditor");
    }

    @Test
    void saysWhereDataIsMalformed() throws IOException {
        Files.writeString(data, "{\"prompt\": \"The capital of Egypt is\",\n \"target\" \"Vienna\"}\n");

        assertThat(edit()).isEqualTo(1);
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
        assertThat(edit("--limit=1", "--prefixes=0", "--epochs=1", "--save=" + adapter))
                .as(err)
                .isZero();
        Path other = NanoModel.copyTo(folder.resolve("other"));
        byte[] model = Files.readAllBytes(other.resolve("model.onnx"));
        model[model.length / 2] ^= 1; // one bit of one weight
        Files.write(other.resolve("model.onnx"), model);

        assertThat(execute("complete", "--model", other.toString(), "--adapter", adapter.toString(), PROMPT))
                .isEqualTo(1);
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
        "--precision=half, 'expected one of float32, float16, bfloat16, int8 but was ''half'''",
        "--format=xml, 'expected one of auto, counterfact, multi-counterfact, zsre, zsre-alternative, knowedit, wikibigedit, jsonl, csv but was ''xml'''",
        "--limit=0, 'expected 1 or more but was 0'",
        "--epochs=few, '''few'' is not an int'",
        "--qqq, 'unknown option --qqq'"
    })
    void saysInOneLineWhatIsWrongWithAnOption(String option, String message) {
        assertThat(edit(option)).isEqualTo(2);
        assertThat(err).contains(message).contains("(modeleditor edit --help)").hasLineCount(1);
    }

    @Test
    void namesTheOptionsThatAreMissing() {
        assertThat(execute("edit")).isEqualTo(2);
        assertThat(err).contains("Missing required option: '--model=DIR'");
    }

    @Test
    void showsItsCommandsAndItsVersion() {
        assertThat(execute("--help")).isZero();
        assertThat(out).contains("edit", "describe", "evaluate", "ablate", "complete", "demo", "doctor");
        assertThat(execute("--version")).isZero();
        assertThat(out).startsWith("ModelEditor ");
    }

    @Test
    void asksForAChatTemplateWhereQuestionsNeedOne() {
        assertThat(edit("--chat")).isEqualTo(1);
        assertThat(err).contains("no chat template");
        assertThat(execute("complete", "--model=" + NanoModel.folder(), "--chat", "Who?"))
                .isEqualTo(1);
        assertThat(err).contains("no chat template");
    }

    @Test
    void describesAModel() throws IOException {
        assertThat(execute("describe", "--model=" + NanoModel.folder(), "--tokens=512", "--layers=2-3"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("Family             llama", "model.layers.N.mlp.down_proj: 4 of 384 x 128")
                .contains("Can be edited      yes", "together at most");

        assertThat(execute("describe", "--model=" + NanoModel.folder(), "--json"))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.at("/family").asText()).isEqualTo("llama");
        assertThat(json.at("/graph/operators/Softmax").asInt()).isEqualTo(4);
        assertThat(json.at("/obstacles")).isEmpty();
        assertThat(json.at("/memory/0/bytes").asLong()).isPositive();

        assertThat(execute("describe", "--model=" + folder.resolve("nowhere"))).isEqualTo(1);
        assertThat(err).startsWith("error: ").contains("nowhere").hasLineCount(1);
        assertThat(execute("describe", "--model=" + NanoModel.folder(), "--layers=2-x"))
                .isEqualTo(2);
        assertThat(err).contains("expected a layer, or a first and a last as in 20-29, but was '2-x'");
    }

    @Test
    void attachesToWhatIsNamed() {
        String[] few = {"--limit=1", "--prefixes=0", "--epochs=1"};
        assertThat(edit(Stream.concat(
                                Stream.of(few), Stream.of("--targets=all-linear,embed_tokens", "--exclude=k_proj"))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(edit(Stream.concat(Stream.of(few), Stream.of("--target-pattern=.*\\.3\\.mlp\\..*"))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(edit(Stream.concat(Stream.of(few), Stream.of("--targets=c_attn"))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err).contains("c_attn", "It has down_proj, embed_tokens");
    }

    @Test
    void saysWhetherADeviceWorks() {
        assertThat(execute("doctor", "--device=cpu:1")).isZero();
        assertThat(out).contains("ONNX Runtime", "instructions", "cpu:1 works: computed on cpu:1");
        assertThat(execute("doctor", "--device=cuda:9999")).isEqualTo(1);
        assertThat(out).contains("cuda:9999 does not work");
        assertThat(execute("doctor", "--device=gpu")).isEqualTo(2);
        assertThat(err).contains("expected auto, cpu");
    }

    private int edit(String... options) {
        return execute(Stream.concat(
                        Stream.of(
                                "edit",
                                "--method=paper",
                                "--device=cpu:1",
                                "--model=" + NanoModel.folder(),
                                "--data=" + data),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private int evaluate(String... options) {
        return execute(Stream.concat(
                        Stream.of("evaluate", "--device=cpu:1", "--model=" + NanoModel.folder(), "--data=" + data),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private int complete(String... options) {
        return execute(Stream.concat(Stream.of("complete", "--model=" + NanoModel.folder()), Stream.of(options))
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        Execution run = Execution.of(arguments);
        out = run.out();
        err = run.err();
        return run.exit();
    }
}
