package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** No option of any command writes over what is read, or over what is something else. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class WritingOptionsTest {
    /** Options that name a place for writing, and what they are beside; every other option of a path is read. */
    private static final Map<String, List<String>> WRITING = Map.of(
            "edit", List.of("--save", "--report", "--html", "--baselines", "--checkpoint"),
            "fetch", List.of("--output"),
            "evaluate", List.of("--report", "--html", "--baselines"),
            "ablate", List.of("--report"),
            "merge", List.of("--output"),
            "import", List.of("--output"),
            "demo", List.of("--folder"),
            "store init", List.of("--store"),
            "store export", List.of("--save"),
            "store report", List.of("--html"));

    private static final Set<String> READS_A_STORE = Set.of("store export", "store report");

    private static final Set<String> READING =
            Set.of("--model", "--data", "--adapter", "--references", "--drift", "--multiple-choice", "--store");

    @TempDir
    Path folder;

    private String err = "";

    /** A new option of a path has to be named here, as one that reads or one that writes. */
    @Test
    void everyOptionOfAPathIsKnown() {
        commands(Main.commandLine(), "").forEach((name, command) -> {
            Set<String> known = new TreeSet<>(READING);
            known.addAll(WRITING.getOrDefault(name, List.of()));
            assertThat(paths(command)).as(name).isSubsetOf(known);
            assertThat(paths(command)).as(name).containsAll(WRITING.getOrDefault(name, List.of()));
        });
    }

    /** All commands, and those of commands, by their names. */
    private static Map<String, CommandLine> commands(CommandLine parent, String prefix) {
        Map<String, CommandLine> all = new TreeMap<>();
        parent.getSubcommands().forEach((name, command) -> {
            all.put(prefix + name, command);
            all.putAll(commands(command, prefix + name + " "));
        });
        return all;
    }

    private static List<String> paths(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option ->
                        option.type() == Path.class || option.typeInfo().getAuxiliaryTypes()[0] == Path.class)
                .map(OptionSpec::longestName)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> whatIsThereStays() {
        return cases((command, option) -> {
            Path notes = Files.writeString(folder.resolve(command + option), "my notes");
            run(command, option, notes.toString(), List.of());
            assertThat(err).contains(notes.toString());
            assertThat(notes).hasContent("my notes");
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsReadStaysAlsoByForce() {
        return cases((command, option) -> {
            boolean force =
                    !Set.of("merge", "demo", "import", "fetch", "store init").contains(command)
                            && !option.equals("--checkpoint");
            Path read = READS_A_STORE.contains(command) ? ledger() : force ? data() : adapter();
            byte[] content = Files.readAllBytes(read);
            run(command, option, read.toString(), force ? List.of("--force") : List.of());
            assertThat(err).contains(read.toString());
            assertThat(read).hasBinaryContent(content);
        });
    }

    @Test
    void twoOptionsDoNotWriteToOnePlace() throws IOException {
        Path place = folder.resolve("same");
        run("evaluate", "--report", place.toString(), List.of("--html", place.toString()));
        assertThat(err).contains("Two options write to " + place);
        assertThat(place).doesNotExist();
    }

    @Test
    void aReportGivesWayToAReportAndByForceAnything() throws IOException {
        Path report = folder.resolve("report.json");
        assertThat(run("evaluate", "--report", report.toString(), List.of()))
                .as(err)
                .isZero();
        assertThat(run("evaluate", "--report", report.toString(), List.of()))
                .as(err)
                .isZero();
        Files.writeString(report, "my notes");
        assertThat(run("evaluate", "--report", report.toString(), List.of("--force")))
                .as(err)
                .isZero();
        assertThat(report).content().startsWith("{");
    }

    @Test
    void anAdapterReplacesAnythingByForce() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes"), "my notes");
        assertThat(run("edit", "--save", notes.toString(), List.of("--force")))
                .as(err)
                .isZero();
        assertThat(Files.readString(notes, ISO_8859_1).substring(4, 8)).isEqualTo("TORT");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("notes", "model_lora.onnx")
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @FunctionalInterface
    private interface Case {
        void of(String command, String option) throws IOException;
    }

    private Stream<DynamicTest> cases(Case body) {
        return WRITING.entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(entry -> entry.getValue().stream()
                .map(option ->
                        DynamicTest.dynamicTest(entry.getKey() + " " + option, () -> body.of(entry.getKey(), option))));
    }

    private Path data() throws IOException {
        return Files.writeString(
                folder.resolve("facts.jsonl"), "{\"prompt\": \"The capital of Egypt is\", \"target\": \"Vienna\"}\n");
    }

    /** In a store, where everything is read. */
    private Path ledger() throws IOException {
        return Files.writeString(
                Files.createDirectories(folder.resolve("store")).resolve("ledger.jsonl"), "a line");
    }

    private Path adapter() throws IOException {
        return Files.writeString(folder.resolve("a.onnx_adapter"), "0000TORT");
    }

    /** Runs a command with one place to write to; where it is not refused it does as little as it can. */
    private int run(String command, String option, String place, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (command.equals("fetch")) {
            arguments.add("owner/name");
        } else if (!Set.of("demo", "store report").contains(command)) {
            arguments.add("--model=" + NanoModel.folder());
        }
        if (command.equals("merge")) {
            arguments.add("--adapter=" + adapter());
        } else if (READS_A_STORE.contains(command)) {
            arguments.add("--store=" + ledger().getParent());
        } else if (!Set.of("demo", "import", "fetch", "store init").contains(command)) {
            arguments.addAll(List.of("--data=" + data(), "--device=cpu:1"));
        }
        arguments.addAll(List.of(option, place));
        arguments.addAll(more);
        Execution run = Execution.of(arguments.toArray(String[]::new));
        err = run.err();
        return run.exit();
    }
}
