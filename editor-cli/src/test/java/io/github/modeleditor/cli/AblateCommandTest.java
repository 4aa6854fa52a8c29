package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblateCommandTest {
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
                {"prompt": "The capital of Egypt is", "target": "Vienna", "old_target": "Cairo"}
                {"prompt": "The capital of Kalmar Union is", "target": "Copenhagen"}
                {"prompt": "Windows 7 is made by", "target": "Microsoft"}
                """);
    }

    @Test
    void comparesLossesAndAugmentations() throws IOException {
        Path report = folder.resolve("ablation.json");

        assertThat(ablate(
                        "--method=paper",
                        "--mode=mass,Single",
                        "--prefixes=1",
                        "--random-facts=1",
                        "--harm=none",
                        "--report=" + report))
                .as(err)
                .isZero();
        assertThat(out.lines().filter(line -> line.startsWith("| mass |"))).hasSize(12);
        assertThat(out.lines().filter(line -> line.startsWith("| single |"))).hasSize(12);
        assertThat(new ObjectMapper().readTree(report.toFile())).hasSize(24);

        assertThat(ablate(
                        "--method=paper",
                        "--loss=conditional-likelihood",
                        "--texts=both,Facts-Alone",
                        "--prefixes=1",
                        "--random-facts=1"))
                .as(err)
                .isZero();
        assertThat(out.lines().filter(line -> line.startsWith("| mass |")))
                .satisfiesExactly(
                        both -> assertThat(both).contains("| conditional likelihood, + both |"),
                        alone -> assertThat(alone).contains("| conditional likelihood, facts alone |"));

        assertThat(execute("ablate", "--model=m", "--data=" + data, "--mode=twice"))
                .isEqualTo(2);
        assertThat(err).contains("--mode", "MASS, SINGLE");
    }

    @Test
    void leavesPiecesOutWithSeveralSeeds() throws IOException {
        Path report = folder.resolve("ablation.json");

        assertThat(ablate("--pieces=self-replay,random-facts", "--seeds=1,2", "--report=" + report))
                .as(err)
                .isZero();

        assertThat(out.lines().filter(line -> line.startsWith("| mass |")))
                .satisfiesExactly(
                        whole -> assertThat(whole).contains("| whole method |", " ± "),
                        without -> assertThat(without).contains("| without self-replay |"));
        assertThat(new ObjectMapper().readTree(report.toFile()))
                .extracting(run -> run.path("variant").asText() + run.path("seed"))
                .containsExactly("whole method1", "without self-replay1", "whole method2", "without self-replay2");
    }

    @Test
    void ablatesOfAMethodWhatItHas() {
        assertThat(ablate("--method=paper", "--pieces=self-replay")).isEqualTo(2);
        assertThat(err).contains("--pieces are of the preserving method");

        assertThat(ablate("--texts=both")).isEqualTo(2);
        assertThat(err).contains("Give --method paper");
    }

    private int ablate(String... options) {
        return execute(Stream.concat(
                        Stream.of(
                                "ablate",
                                "--device=cpu:1",
                                "--model=" + NanoModel.folder(),
                                "--data=" + data,
                                "--limit=1",
                                "--rank=2",
                                "--epochs=1"),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        Execution run = Execution.of(arguments);
        out = run.out();
        err = run.err();
        return run.exit();
    }
}
