package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.nano.NanoModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are sent a real signal. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class InterruptionTest {
    @TempDir
    Path folder;

    private String said = "";

    private List<String> edit(Path adapter, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "edit",
                "--model=" + NanoModel.folder(),
                "--device=cpu:1",
                "--method=paper",
                "--prefixes=0",
                "--rank=4",
                // So little that the fact is never learned, and each epoch is told.
                "--learning-rate=1e-6",
                "--epochs=300",
                "--harm=none",
                "--fact",
                "The capital of Egypt is",
                "Vienna",
                "--save=" + adapter));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Runs a command in a process of its own, and sends a signal when it has said something. */
    private int interrupted(List<String> arguments, String when) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder text = new StringBuilder();
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                text.append(line).append('\n');
                if (line.contains(when) && !text.toString().contains("Stopping")) {
                    signal(process);
                }
            }
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        said = text.toString();
        return process.exitValue();
    }

    private static void signal(Process process) throws IOException, InterruptedException {
        String name = "-" + name();
        assertThat(new ProcessBuilder("kill", name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A shell that runs this in the background ignores Ctrl-C for it and all below; the other way to end then does the same. */
    private static String name() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0")
                .replaceAll("\\D*:\\s*", "");
        return (Long.parseUnsignedLong(ignored, 16) & 2) == 0 ? "INT" : "TERM";
    }

    private static int code() throws IOException {
        return name().equals("INT") ? 130 : 143;
    }

    private static int here(List<String> arguments) {
        StringWriter err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void anEditGoesOnToTheSameAdapter() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole").resolve("a.onnx_adapter");
        assertThat(here(edit(whole))).isZero();

        Path adapter = folder.resolve("resumed").resolve("a.onnx_adapter");
        Path checkpoint = folder.resolve("checkpoint");
        List<String> command = edit(adapter, "--checkpoint=" + checkpoint);
        assertThat(interrupted(command, "epoch 1 done")).as(said).isEqualTo(code());
        assertThat(said)
                .contains("Stopping at the end of this step", "Interrupted while training, at ", " of 300.")
                .contains("The state of training is kept in " + checkpoint)
                .doesNotContain("\tat ");
        assertThat(adapter).doesNotExist();
        assertThat(checkpoint.resolve("state")).exists();

        List<String> other = new ArrayList<>(command);
        other.replaceAll(word -> word.equals("--learning-rate=1e-6") ? "--learning-rate=1e-3" : word);
        assertThat(here(other)).as("of another edit").isEqualTo(1);

        assertThat(here(command)).isZero();
        assertThat(adapter).hasSameBinaryContentAs(whole);
        assertThat(checkpoint).doesNotExist();
    }

    @Test
    void withoutACheckpointNothingIsKeptAndThatIsSaid() throws IOException, InterruptedException {
        Path adapter = folder.resolve("a.onnx_adapter");
        assertThat(interrupted(edit(adapter), "epoch 1 done")).as(said).isEqualTo(code());
        assertThat(said).contains("Nothing was kept", "--checkpoint DIR");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aStoreIsAsItWasAndKeepsTheStateOfWhatWasBegun() throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        assertThat(here(List.of("store", "init", "--store=" + store, "--model=" + NanoModel.folder())))
                .isZero();
        List<String> command = List.of(
                "store",
                "add",
                "--store=" + store,
                "--model=" + NanoModel.folder(),
                "--device=cpu:1",
                "--method=paper",
                "--prefixes=0",
                "--learning-rate=1e-6",
                "--epochs=300",
                "--fact",
                "The capital of Egypt is",
                "Vienna");
        assertThat(interrupted(command, "epoch 1 done")).as(said).isEqualTo(code());
        assertThat(said).contains("The store is as it was. A state of training is kept in it, of ");
        assertThat(here(List.of("store", "verify", "--store=" + store))).isZero();
        assertThat(store.resolve("running")).isNotEmptyDirectory();

        assertThat(here(command)).isZero();
        assertThat(store.resolve("running")).doesNotExist();
    }
}
