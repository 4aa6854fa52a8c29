package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.storage.Destination;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command writes: every option that names a place for it asks here, before the work begins. */
@HelpGroup("What is written")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class Outputs {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--force",
            description = "Replace files that are there and something else; never what the command reads.")
    private boolean force;

    private final List<Path> inputs = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();

    /** Notes what is read, which nothing may be written to. */
    void reads(@Nullable Path... files) {
        for (Path file : files) {
            if (file != null) {
                inputs.add(file);
            }
        }
    }

    /** Refuses a place for a file that may not be written to, or not be written. */
    void require(@Nullable Path file, Destination kind) {
        if (file == null || isStandardOutput(file)) {
            return;
        }
        requireOwn(file);
        kind.require(file, inputs, force);
        AtomicFiles.requireWritable(file);
    }

    /** Refuses a place for a folder of files that are named, where others lie. */
    void requireFolder(Path folder, List<String> names) {
        requireOwn(folder);
        Destination.requireNoInput(folder, inputs);
        Destination.requireFolder(folder, names, false);
        AtomicFiles.requireWritable(folder.resolve("file"));
    }

    /** Refuses a folder that is shared by many runs, if nothing can be written there. */
    void requireShared(Path folder) {
        Destination.requireNoInput(folder, inputs);
        AtomicFiles.requireWritable(folder.resolve("file"));
    }

    /** Refuses a place for a folder whose files are not known yet; {@link Destination#requireFolder} is asked when they are. */
    void requireFolderToCome(Path folder) {
        requireOwn(folder);
        Destination.requireNoInput(folder, inputs);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            Destination.requireFolder(folder, List.of(), false);
        }
        AtomicFiles.requireWritable(folder.resolve("file"));
    }

    private void requireOwn(Path place) {
        Path absolute = place.toAbsolutePath().normalize();
        if (outputs.contains(absolute) && !Destination.isThrough(place)) {
            throw new ParameterException(
                    command.commandLine(), "Two options write to " + place + ". Give each a place of its own.");
        }
        outputs.add(absolute);
    }

    /** Whether a file that is something else gives way. */
    boolean force() {
        return force;
    }

    /** Whether a place is {@code -}. */
    static boolean isStandardOutput(Path file) {
        return file.equals(STANDARD_OUTPUT);
    }

    /**
     * Where what people read goes: to the standard output, unless that is for a file.
     *
     * @param files the places that options name
     */
    PrintWriter console(@Nullable Path... files) {
        for (Path file : files) {
            if (file != null && (isStandardOutput(file) || isDevice(file))) {
                return command.commandLine().getErr();
            }
        }
        return command.commandLine().getOut();
    }

    private static boolean isDevice(Path file) {
        return file.equals(Path.of("/dev/stdout"));
    }

    /** Writes a text and says where. */
    void write(Path file, String text) {
        if (isStandardOutput(file)) {
            command.commandLine().getOut().println(text);
            command.commandLine().getOut().flush();
            return;
        }
        AtomicFiles.write(file, out -> out.write(text.getBytes(UTF_8)));
    }
}
