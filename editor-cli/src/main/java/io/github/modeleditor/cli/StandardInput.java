package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -} stands for where a file is read: the standard input, put down in a file first, as facts are read twice, for themselves and
 * for their hash. It ends once, so that one option of a command can have it. For one thread.
 */
final class StandardInput {
    private static final Path DASH = Path.of("-");

    private @Nullable Path spool;

    /** Whether a file is {@code -}. */
    static boolean is(@Nullable Path file) {
        return DASH.equals(file);
    }

    /**
     * The file itself, or what comes from the standard input.
     *
     * @throws InvalidConfigurationException if another option has read it
     * @throws DatasetException if it cannot be read
     */
    Path file(Path file) {
        if (!is(file)) {
            return file;
        }
        if (spool != null) {
            throw new InvalidConfigurationException(
                    "Two options read the standard input, which is there once. Give one of them a file.");
        }
        try {
            Path folder = Files.createTempDirectory("modeleditor");
            folder.toFile().deleteOnExit();
            Path raw = folder.resolve("standard-input");
            Files.copy(System.in, raw, StandardCopyOption.REPLACE_EXISTING);
            Path named = isTable(raw) ? Files.move(raw, folder.resolve("standard-input.csv")) : raw;
            named.toFile().deleteOnExit();
            spool = named;
            return named;
        } catch (IOException failure) {
            throw new DatasetException(
                    "The standard input cannot be read (" + failure.getMessage() + "). Name a file instead of -.",
                    failure);
        }
    }

    /** A file's name tells a table; here its first letter does, since records begin with a bracket. */
    private static boolean isTable(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String beginning =
                    new String(in.readNBytes(100), UTF_8).replace("\uFEFF", "").strip();
            return !beginning.isEmpty() && !beginning.startsWith("{") && !beginning.startsWith("[");
        }
    }

    /** A message that names the standard input instead of the file it was put into. */
    String named(String message) {
        return spool == null ? message : message.replace(spool.toString(), "the standard input");
    }
}
