package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class StoreCommandTest {
    private static final String MODEL = "--model=" + NanoModel.folder();
    private static final String PROMPT = "The capital of Egypt is";

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    @Test
    void correctsAsksRegretsAndUndoes() throws IOException {
        assertThat(run("init", MODEL, "--device=cpu:1")).as(err).isZero();
        assertThat(add("Vienna", "--author=ada", "--reason=ticket 17")).as(err).isZero();
        assertThat(out).contains("appended e1 (1 facts)", "says 1 of 1 facts", "ada", "ticket 17");
        assertThat(ask()).isEqualTo("Vienna");
        assertThat(ask("--at=0")).isEqualTo("Cairo");

        assertThat(add("Oslo")).isEqualTo(1);
        assertThat(err).contains("Oslo", "Vienna");
        assertThat(add("Oslo", "--on-conflict=supersede", "--json")).as(err).isZero();
        assertThat(json().at("/superseded/0/edit").asText()).isEqualTo("e1");
        assertThat(ask()).isEqualTo("Oslo");

        assertThat(run("show")).isZero();
        assertThat(out.lines())
                .containsExactly("e1  superseded  " + PROMPT + " -> Vienna", "e2  current  " + PROMPT + " -> Oslo");
        assertThat(run("diff", "1", "2")).isZero();
        assertThat(out.lines())
                .containsExactly("- e1  superseded  " + PROMPT + " -> Vienna", "+ e2  current  " + PROMPT + " -> Oslo");

        assertThat(run("revert", MODEL, "--device=cpu:1", "--reason=no", "e2"))
                .as(err)
                .isZero();
        assertThat(ask()).isEqualTo("Vienna");
        assertThat(run("compact", MODEL, "--device=cpu:1", "--rank=4", "--epochs=30"))
                .as(err)
                .isZero();
        assertThat(out).contains("compacted (before: rank 8, says 1 of 1 facts)", "  says 1 of 1 facts, keeps ");

        Path adapter = folder.resolve("out").resolve("capital.onnx_adapter");
        assertThat(run("export", MODEL, "--device=cpu:1", "--save=" + adapter))
                .as(err)
                .isZero();
        assertThat(execute("complete", MODEL, "--device=cpu:1", "--adapter=" + adapter, PROMPT))
                .isZero();
        assertThat(out.strip()).isEqualTo("Vienna");
        assertThat(run("export", MODEL, "--device=cpu:1", "--at=0", "--save=" + adapter))
                .isEqualTo(1);

        assertThat(run("list", "--json")).isZero();
        assertThat(json().at("/versions")).hasSize(5);
        assertThat(json().at("/versions/4/standing/mates_kept/of").asInt()).isOne();
        assertThat(json().at("/versions/1/standing/kl_divergence").asDouble()).isPositive();
        assertThat(json().at("/versions/3/change").asText()).isEqualTo("reverted");
        assertThat(run("verify")).isZero();
        assertThat(out).startsWith("Whole: 5 versions, ");
        Path page = folder.resolve("store.html");
        assertThat(run("report", "--html=" + page)).as(err).isZero();
        assertThat(Files.readString(page)).contains("ticket 17", "Taken back in version 3", "before: rank 8, says");
        try (Stream<Path> files = Files.list(folder.resolve("store").resolve("files"))) {
            Files.writeString(
                    files.filter(file -> file.toString().endsWith(".onnx_adapter"))
                            .findFirst()
                            .orElseThrow(),
                    "x");
        }
        assertThat(run("verify", "--json")).isEqualTo(1);
        assertThat(json().at("/damages/0").asText()).contains("is damaged");
    }

    @Test
    void whatDoesNotPassIsRejected() throws IOException {
        assertThat(run("init", MODEL, "--device=cpu:1")).as(err).isZero();
        assertThat(add("Vienna", "--accept=checked", "--attempts=1", "--learning-rate=1e-9"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("appended e1 (1 facts, 1 rejected)", "instead of \"Vienna\"", "The model did not change");
        assertThat(ask()).isEqualTo("Cairo");
        assertThat(run("show")).isZero();
        assertThat(out.strip()).isEqualTo("e1  rejected  " + PROMPT + " -> Vienna");
        assertThat(add("Vienna", "--accept=checked", "--json")).as(err).isZero();
        assertThat(json().at("/verdicts/0/accepted").asBoolean()).as(out).isTrue();
        assertThat(ask()).isEqualTo("Vienna");
    }

    private int add(String target, String... options) throws IOException {
        Path data = Files.writeString(
                folder.resolve("facts.jsonl"), "{\"prompt\": \"" + PROMPT + "\", \"target\": \"" + target + "\"}\n");
        return run(
                "add",
                Stream.concat(
                                Stream.of(MODEL, "--device=cpu:1", "--data=" + data, "--prefixes=2", "--epochs=30"),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private String ask(String... options) {
        assertThat(run(
                        "ask",
                        Stream.concat(Stream.of(MODEL, "--device=cpu:1", PROMPT), Stream.of(options))
                                .toArray(String[]::new)))
                .as(err)
                .isZero();
        return out.strip();
    }

    private JsonNode json() throws JsonProcessingException {
        return new ObjectMapper().readTree(out);
    }

    private int run(String command, String... options) {
        return execute(Stream.of(List.of("store", command, "--store=" + folder.resolve("store")), List.of(options))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    private int execute(String... arguments) {
        Execution run = Execution.of(arguments);
        out = run.out();
        err = run.err();
        return run.exit();
    }
}
