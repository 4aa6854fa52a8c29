package io.github.modeleditor.api;

import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where facts come from and who asks, as a caller knows it: a report repeats it, so that a result can be had again. Immutable.
 *
 * @param command what a person typed, or what a service was asked; empty where nobody says so
 * @param files the files that facts were read from, in order
 */
public record Source(Optional<String> command, List<File> files) {
    public Source {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(files, "files");
        files = List.copyOf(files);
    }

    /**
     * A file, and what was in it.
     *
     * @param name its path, as the caller named it
     * @param sha256 the SHA-256 of its bytes, 64 lower-case hexadecimal digits; empty of what cannot be read twice, such as a pipe
     */
    public record File(String name, Optional<String> sha256) {
        public File {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /**
     * A source that nobody told anything of.
     *
     * @return no command and no file
     */
    public static Source unknown() {
        return new Source(Optional.empty(), List.of());
    }

    /**
     * The same source with one file more, which is read now.
     *
     * @param file what facts were read from
     * @return a new source
     * @throws DatasetException if it cannot be read
     */
    public Source withFile(Path file) {
        Objects.requireNonNull(file, "file");
        List<File> more = new ArrayList<>(files);
        more.add(new File(
                file.toString(),
                Files.exists(file) && !Files.isRegularFile(file) ? Optional.empty() : Optional.of(hash(file))));
        return new Source(command, more);
    }

    /**
     * The same source with a command.
     *
     * @param newCommand what a person typed, or what a service was asked
     * @return a new source
     */
    public Source withCommand(String newCommand) {
        Objects.requireNonNull(newCommand, "newCommand");
        return new Source(Optional.of(newCommand), files);
    }

    private static String hash(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException failure) {
            throw new DatasetException(
                    "The file " + file + " cannot be read (" + failure.getMessage()
                            + "). Name a file that can be read.",
                    failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
