package io.github.modeleditor.core.storage;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.modeleditor.api.error.StorageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes a file whole or not at all, also when the disk is full or the machine stops half-way. Thread-safe. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param out where to; buffered, and closed by the caller
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file beside the wanted one, forces it to the disk, and moves it into place. The folder is made
     * where missing, and an existing file is replaced; so is the one that a link names, not the link. If anything fails, an existing
     * file stays as it was and the temporary one is removed. What is no regular file, such as a pipe, is written to as it is.
     *
     * @param file where to
     * @param content what to write; what it throws beside {@link IOException} passes through
     * @throws StorageException if it cannot be written
     */
    public static void write(Path file, Content content) {
        if (Files.isDirectory(file)) {
            throw new StorageException("Cannot write " + file + ": it is a folder. Name a file in it.");
        }
        if (Destination.isThrough(file)) {
            writeThrough(file, content);
            return;
        }
        Path place = real(file);
        Path folder = Objects.requireNonNull(place.toAbsolutePath().getParent(), "only a folder has no parent");
        // Not Files.createTempFile: its files can be read by their owner alone, and the permissions would stay.
        Path temporary = folder.resolve(".modeleditor-" + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                writeAndForce(temporary, content);
                Files.move(temporary, place, ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new StorageException(explain(file, failure), failure);
        }
    }

    /**
     * Replaces a file by one that something else writes, whatever the file was: it is written beside under another name, whole, and
     * then moved into place. If that fails, the file stays as it was and nothing is left beside it.
     *
     * @param file what gives way; the file that a link names, not the link
     * @param writer writes a file to the place that it is given, which holds nothing
     * @throws StorageException if it cannot be moved into place
     */
    public static void replace(Path file, Consumer<Path> writer) {
        Path place = real(file).toAbsolutePath();
        Path temporary = place.resolveSibling(".modeleditor-" + UUID.randomUUID() + ".tmp");
        try {
            try {
                writer.accept(temporary);
                Files.move(temporary, place, ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new StorageException(explain(file, failure), failure);
        }
    }

    private static void writeThrough(Path file, Content content) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, WRITE, APPEND), 1 << 16)) {
            content.writeTo(out);
        } catch (IOException failure) {
            throw new StorageException(explain(file, failure), failure);
        }
    }

    private static Path real(Path file) {
        try {
            return Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        } catch (IOException failure) {
            throw new StorageException(explain(file, failure), failure);
        }
    }

    /**
     * Checks before some long work that its result can be written: writes and removes a file of one byte in the nearest
     * folder there is. A folder that is missing is not made yet.
     *
     * @param file where the result will go
     * @throws StorageException if it cannot be written there now
     */
    public static void requireWritable(Path file) {
        if (Destination.isThrough(file)) {
            return;
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "only a folder has no parent");
        while (Files.notExists(folder)) {
            folder = Objects.requireNonNull(folder.getParent(), "a root exists");
        }
        if (Files.isDirectory(file)) {
            throw new StorageException("Cannot write " + file + ": it is a folder. Name a file in it.");
        }
        if (!Files.isDirectory(folder)) {
            throw new StorageException(
                    "Cannot write " + file + ": " + folder + " is no folder. Name a file in a folder.");
        }
        Path temporary = folder.resolve(".modeleditor-" + UUID.randomUUID() + ".tmp");
        try {
            try {
                writeAndForce(temporary, out -> out.write(0));
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new StorageException(explain(file, failure), failure);
        }
    }

    static void writeAndForce(Path temporary, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    static String explain(Path file, IOException failure) {
        String reason = reason(failure);
        if (isFullDisk(reason)) {
            return "Cannot write " + file + ": the disk is full (" + reason
                    + "). Free some space or name a file on another disk.";
        }
        if (failure instanceof AccessDeniedException) {
            return "Cannot write " + file + ": access is denied. Name a file in a folder that you may write to.";
        }
        return "Cannot write " + file + ": " + reason + ". Name a file in a folder that can be written to.";
    }

    private static String reason(IOException failure) {
        String detail = failure instanceof FileSystemException inFiles ? inFiles.getReason() : failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return detail == null ? kind + " at " + failure.getMessage() : detail;
    }

    /** The system's words: of Linux and macOS, of a quota, of Windows. */
    private static boolean isFullDisk(String reason) {
        return reason.contains("No space left") || reason.contains("quota") || reason.contains("not enough space");
    }
}
