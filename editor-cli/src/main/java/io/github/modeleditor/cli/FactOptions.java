package io.github.modeleditor.cli;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A file of facts. */
@HelpGroup("Facts")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class FactOptions {
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The facts: JSON, JSON lines or CSV; - is the standard input.")
    private @Nullable Path data;

    private @Nullable Path read;

    @Option(
            names = "--fact",
            arity = "2",
            paramLabel = "TEXT",
            description =
                    "Instead of a file a fact, a prompt and its target: --fact \"The capital of France is\" Rome. May be"
                            + " there several times.")
    private List<String> typed = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description =
                    "auto, counterfact, multi-counterfact, zsre, zsre-alternative, knowedit, wikibigedit, jsonl or "
                            + "csv (default: ${DEFAULT-VALUE}).")
    private FactFormat format;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Take the first N records; what is true of the others may be trained beside (default: all).")
    private @Nullable Integer limit;

    @Option(
            names = "--chat",
            description = "Put every prompt through the model's chat template: the records are questions and answers.")
    private boolean chat;

    @Option(
            names = "--contradictions",
            paramLabel = "KEEP",
            defaultValue = "refuse",
            description =
                    "Where records have one prompt and two targets: refuse, first or last, which keeps that one and"
                            + " says how many were left out (default: ${DEFAULT-VALUE}).")
    private Contradictions contradictions;

    /** What becomes of records that contradict an earlier one. */
    enum Contradictions {
        REFUSE,
        FIRST,
        LAST
    }

    /** The records up to the limit are taught; of the others, what is true may be trained beside them. */
    record Taught(List<Fact> facts, List<Fact> others, List<TrainingText> pool, Source source) {}

    /** As {@code --data} does, for a command that has the file as a word of its own. */
    void take(Path file) {
        if (data != null) {
            throw new ParameterException(command.commandLine(), "The facts are named twice, alone and by --data");
        }
        data = file;
    }

    /** The file itself; null where facts were typed. */
    @Nullable
    Path file() {
        if ((data == null) == typed.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    typed.isEmpty()
                            ? "Missing required option: '--data=FILE' or '--fact PROMPT TARGET'"
                            : "The options --data and --fact exclude each other: put the facts into the file, or type all of them");
        }
        return data;
    }

    private FactFile read() {
        Path file = file();
        if (file != null) {
            read = Main.input(command).file(file);
            return FactFile.read(read, format);
        }
        List<FactRecord> records = new ArrayList<>();
        for (int i = 0; i < typed.size(); i += 2) {
            records.add(FactRecord.of(Fact.of(typed.get(i), typed.get(i + 1)), typed.get(i + 1)));
        }
        return new FactFile(records);
    }

    /** The file, split at the limit. */
    Taught taught() {
        if (limit != null && limit < 1) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '--limit': expected 1 or more but was " + limit);
        }
        FactFile file = read();
        int count = limit == null ? file.records().size() : limit;
        return new Taught(
                kept(inForm(file.first(count))),
                inForm(file.after(count)),
                file.after(count).statements().stream()
                        .map(text -> chat ? new TrainingText(text.prompt(), text.target(), PromptForm.CHAT) : text)
                        .toList(),
                source());
    }

    private Source source() {
        CommandSpec root = command.root();
        String line = root.commandLine().getParseResult().originalArgs().stream()
                .map(FactOptions::quoted)
                .collect(Collectors.joining(" ", root.name() + " ", ""));
        Source source = read == null ? Source.unknown() : Source.unknown().withFile(read);
        // What came from the standard input has a hash, and lay in a file that nobody finds again.
        List<Source.File> files = source.files().stream()
                .map(file -> StandardInput.is(data) ? new Source.File("-", file.sha256()) : file)
                .toList();
        return new Source(source.command(), files).withCommand(line);
    }

    /** As a shell takes it for one word. */
    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** One fact for each prompt, unless all of them have the same target; the others are counted on the console. */
    private List<Fact> kept(List<Fact> facts) {
        if (contradictions == Contradictions.REFUSE) {
            return facts;
        }
        Map<String, String> targets = new HashMap<>();
        for (Fact fact : facts) {
            String prompt = collapsed(fact.prompt());
            if (contradictions == Contradictions.LAST) {
                targets.put(prompt, collapsed(fact.target()));
            } else {
                targets.putIfAbsent(prompt, collapsed(fact.target()));
            }
        }
        List<Fact> kept = facts.stream()
                .filter(fact -> collapsed(fact.target()).equals(targets.get(collapsed(fact.prompt()))))
                .toList();
        if (kept.size() < facts.size()) {
            command.commandLine()
                    .getErr()
                    .println("Left out " + (facts.size() - kept.size()) + " of " + facts.size()
                            + " records, which contradict others");
        }
        return kept;
    }

    private static String collapsed(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private List<Fact> inForm(FactFile file) {
        return file.facts().stream()
                .map(fact -> chat ? fact.withForm(PromptForm.CHAT) : fact)
                .toList();
    }
}
