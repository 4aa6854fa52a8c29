package io.github.modeleditor.core.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes in steps, each of which leaves what a reader can tell apart: whole, or not there yet. Thread-safe if its watcher is.
 */
final class Disk {
    /** How the names of files begin and end that are not in their place yet. */
    static final String TEMPORARY = ".modeleditor-";

    private final Watcher watcher;

    /** Is told of each step before it is taken; what it throws is as if the step had failed. */
    @FunctionalInterface
    interface Watcher {
        void before(String step) throws IOException;
    }

    Disk(Watcher watcher) {
        this.watcher = watcher;
    }

    /** One that nobody watches. */
    static Disk quiet() {
        return new Disk(step -> {});
    }

    /** A file beside another that is not in its place yet. */
    static Path temporary(Path folder, String suffix) {
        return folder.resolve(TEMPORARY + UUID.randomUUID() + ".tmp" + suffix);
    }

    /** Says that a step is about to be taken by somebody else. */
    void before(String step) throws IOException {
        watcher.before(step);
    }

    /** Replaces a file, whole or not at all. The folder is not forced yet. */
    void replace(Path file, byte[] content) throws IOException {
        String name = String.valueOf(file.getFileName());
        Path temporary = temporary(folder(file), "");
        try {
            watcher.before("write " + name);
            try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, WRITE)) {
                write(channel, content, name);
            }
            watcher.before("move " + name);
            Files.move(temporary, file, ATOMIC_MOVE);
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(temporary);
            throw failure;
        }
    }

    /** Puts a whole file into its place, for good. */
    void settle(Path from, Path to) throws IOException {
        watcher.before("move " + to.getFileName());
        Files.move(from, to, ATOMIC_MOVE);
        forceFolder(folder(to));
    }

    /** Writes behind the first bytes of a file; what lies there is cut off. */
    void append(Path file, long end, byte[] content) throws IOException {
        String name = String.valueOf(file.getFileName());
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            watcher.before("cut " + name);
            channel.truncate(end).position(end);
            watcher.before("append to " + name);
            write(channel, content, name);
        }
    }

    private void write(FileChannel channel, byte[] content, String name) throws IOException {
        // In halves, so that there is a step between.
        int half = content.length / 2;
        write(channel, ByteBuffer.wrap(content, 0, half));
        watcher.before("write the rest of " + name);
        write(channel, ByteBuffer.wrap(content, half, content.length - half));
        watcher.before("force " + name);
        channel.force(true);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Cuts a file back to its first bytes. */
    static void cut(Path file, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    /** Makes the names in a folder last. */
    void forceFolder(Path folder) throws IOException {
        watcher.before("force the folder " + folder.getFileName());
        // Windows opens no folder as a file, and its file systems keep names by themselves.
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "only a root has no folder");
    }
}
