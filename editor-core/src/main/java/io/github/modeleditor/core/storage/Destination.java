package io.github.modeleditor.core.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Where something may be written: the one place that decides it, for commands and for the api. A slip of the pen must not cost a
 * model, a file of facts, or anybody's notes: what is read is never written over, and what is there gives way only to its like, or
 * where a caller says so.
 *
 * <p>A pipe, a terminal and {@code /dev/stdout} hold nothing that could be lost, and are written through. Thread-safe.
 */
public enum Destination {
    /** An adapter in one file. */
    ADAPTER("adapter"),
    /** A report, or runs of an ablation, as JSON. */
    REPORT("report"),
    /** A report as a page. */
    PAGE("page of a report"),
    /** Facts, one a line. */
    FACTS("file of facts");

    private static final int BEGINNING = 4096;

    private final String what;

    Destination(String what) {
        this.what = what;
    }

    /** Whether a file of this kind begins so. */
    private boolean begins(byte[] beginning) {
        return switch (this) {
            case ADAPTER -> at(beginning, 4, "TORT") || isAdapterOfGguf(beginning);
            case REPORT -> isReport(beginning);
            case PAGE -> text(beginning).contains("<meta name=\"generator\" content=\"ModelEditor\">");
            case FACTS -> text(beginning).startsWith("{\"prompt\"");
        };
    }

    private static boolean isAdapterOfGguf(byte[] beginning) {
        return at(beginning, 0, "GGUF") && text(beginning).contains("adapter.type");
    }

    /**
     * Refuses a place that holds something else, or what is read.
     *
     * @param file where to write; may be missing
     * @param inputs files and folders that are read
     * @param force whether what is there may be replaced whatever it is; what is read may not
     * @throws StorageException if it may not be written to
     */
    public void require(Path file, Collection<Path> inputs, boolean force) {
        requireNoInput(file, inputs);
        if (force || isThrough(file) || !Files.isRegularFile(file)) {
            return;
        }
        byte[] beginning;
        try (InputStream stream = Files.newInputStream(file)) {
            beginning = stream.readNBytes(BEGINNING);
        } catch (IOException e) {
            throw new StorageException(
                    "The file " + file + " is there and cannot be read (" + e.getMessage()
                            + "). Write to another name.",
                    e);
        }
        if (beginning.length > 0 && !begins(beginning)) {
            throw new StorageException("The file " + file + " is there and is no " + what + "; it was left as it is. "
                    + "Write to another name.");
        }
    }

    /**
     * Refuses a file that is read, or that lies where a whole folder is.
     *
     * @param place where something will be written
     * @param inputs files and folders that are read
     * @throws StorageException if it is one of them
     */
    public static void requireNoInput(Path place, Collection<Path> inputs) {
        for (Path input : inputs) {
            if (isSame(place, input)) {
                throw new StorageException("Cannot write to " + place + ": it is read. Name another place.");
            }
        }
    }

    /**
     * Refuses a folder that has something in it.
     *
     * @param folder where files will be written
     * @param names of files that are written there again and again, which may be replaced
     * @param force whether other files may lie beside them
     * @throws StorageException if there is anything else, or a file of that name
     */
    public static void requireFolder(Path folder, Collection<String> names, boolean force) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
            boolean others = !Files.isDirectory(folder)
                    || files.anyMatch(file -> !names.contains(String.valueOf(file.getFileName())));
            if (others && !(force && Files.isDirectory(folder))) {
                throw new StorageException("There is something at " + folder + " already; it was left as it is. "
                        + "Choose another name, of a folder that does not exist, or an empty one.");
            }
        } catch (IOException failure) {
            throw new StorageException(AtomicFiles.explain(folder, failure), failure);
        }
    }

    /**
     * Whether nothing is there that could be replaced: a pipe or a device, or what a process has open, such as {@code /dev/stdout},
     * whatever that is.
     *
     * @param file where to write
     * @return true if it is to be written as it is
     */
    public static boolean isThrough(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (absolute.startsWith("/dev/fd")
                || absolute.startsWith("/dev/stdout")
                || absolute.startsWith("/dev/stderr")
                || absolute.startsWith("/proc")) {
            return Files.exists(file);
        }
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static boolean isSame(Path place, Path input) {
        try {
            return (Files.exists(place) && Files.exists(input))
                    ? Files.isSameFile(place, input)
                    : place.toAbsolutePath()
                            .normalize()
                            .equals(input.toAbsolutePath().normalize());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isReport(byte[] beginning) {
        String text = text(beginning).stripLeading();
        boolean isAblation = text.startsWith("[") && text.contains("\"edit\"") && text.contains("\"loss\"");
        return isAblation || (text.startsWith("{") && text.contains("\"modeleditor-report\""));
    }

    private static boolean at(byte[] bytes, int place, String word) {
        return bytes.length >= place + word.length()
                && text(Arrays.copyOfRange(bytes, place, place + word.length())).equals(word);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
