package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AblateCommandTest {
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

        Execution all = ablate(
                "--method=paper",
                "--mode=mass,Single",
                "--prefixes=1",
                "--random-facts=1",
                "--harm=none",
                "--report=" + report);
        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(lines(all, "| mass |")).hasSize(12);
        assertThat(lines(all, "| single |")).hasSize(12);
        assertThat(new ObjectMapper().readTree(report.toFile())).hasSize(24);

        Execution some = ablate(
                "--method=paper",
                "--loss=conditional-likelihood",
                "--texts=both,Facts-Alone",
                "--prefixes=1",
                "--random-facts=1");
        assertThat(some.exit()).as(some.err()).isZero();
        assertThat(lines(some, "| mass |"))
                .satisfiesExactly(
                        both -> assertThat(both).contains("| conditional likelihood, + both |"),
                        alone -> assertThat(alone).contains("| conditional likelihood, facts alone |"));

        Execution wrong = Execution.of("ablate", "--model=m", "--data=" + data, "--mode=twice");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("--mode", "MASS, SINGLE");
    }

    @ParameterizedTest
    @EnumSource
    void helpNamesEveryPiece(MethodPiece piece) {
        String help = CharMatcher.whitespace()
                .removeFrom(Execution.of("ablate", "--help").out());
        assertThat(help).contains(piece.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @Test
    void leavesPiecesOutWithSeveralSeeds() throws IOException {
        Path report = folder.resolve("ablation.json");

        Execution ran = ablate("--pieces=self-replay,random-facts", "--seeds=1,2", "--report=" + report);

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(lines(ran, "| mass |"))
                .satisfiesExactly(
                        whole -> assertThat(whole).contains("| whole method |", " ± "),
                        without -> assertThat(without).contains("| without self-replay |"));
        assertThat(new ObjectMapper().readTree(report.toFile()))
                .extracting(run -> run.path("variant").asText() + run.path("seed"))
                .containsExactly("whole method1", "without self-replay1", "whole method2", "without self-replay2");
    }

    @Test
    void ablatesOfAMethodWhatItHas() {
        Execution pieces = ablate("--method=paper", "--pieces=self-replay");
        assertThat(pieces.exit()).isEqualTo(2);
        assertThat(pieces.err()).contains("--pieces are of the preserving method");

        Execution texts = ablate("--texts=both");
        assertThat(texts.exit()).isEqualTo(2);
        assertThat(texts.err()).contains("Give --method paper");
    }

    private static Stream<String> lines(Execution ran, String beginning) {
        return ran.out().lines().filter(line -> line.startsWith(beginning));
    }

    private Execution ablate(String... options) {
        return Execution.of(Stream.concat(
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
}
