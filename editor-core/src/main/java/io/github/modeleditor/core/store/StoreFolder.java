package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a store: one process at a time has it for writing, and its files are named by what is in them, the SHA-256 of their
 * bytes and a suffix. Not thread-safe.
 */
final class StoreFolder implements AutoCloseable {
    static final String FILES = "files";
    static final String LOCK = "lock";
    static final String ADAPTER = ".onnx_adapter";
    static final String FACTS = ".jsonl";
    static final String REPORT = ".json";

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.(?:onnx_adapter|jsonl|json)");

    private final Path folder;
    private final Disk disk;
    private final FileChannel channel;
    private @Nullable FileLock lock;

    private StoreFolder(Path folder, Disk disk, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.disk = disk;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes a folder, which is there.
     *
     * @throws StoreException if it is open already
     * @throws StorageException if it cannot be written to
     */
    static StoreFolder lock(Path folder, Disk disk) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, READ, WRITE);
            @Nullable FileLock lock = null;
            try {
                lock = tryLock(channel);
                if (lock == null) {
                    throw new StoreException(
                            Kind.LOCKED,
                            "The store " + folder + " is open already, in process " + owner(channel)
                                    + ". Close it there, or wait for it.");
                }
                channel.truncate(0)
                        .write(ByteBuffer.wrap(
                                Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            return new StoreFolder(folder, disk, channel, lock);
        } catch (IOException failure) {
            throw unwritable(folder, failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer digits = ByteBuffer.allocate(20);
        channel.read(digits, 0);
        String owner = new String(digits.array(), 0, digits.position(), UTF_8);
        return owner.isEmpty() ? "another" : owner;
    }

    /**
     * Refuses a place for a new store where something else is, and makes the folder.
     *
     * @throws StoreException if there is a store, or anything that making one cannot have left
     */
    static void requireFree(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
                    Set<String> own = Set.of(LOCK, FILES);
                    if (files.map(file -> String.valueOf(file.getFileName()))
                            .anyMatch(name -> !own.contains(name) && !name.startsWith(Disk.TEMPORARY))) {
                        throw new StoreException(
                                Kind.MISSING,
                                "There is something at " + folder + " already; it was left as it is. Open it if it is a"
                                        + " store, or name a folder that does not exist, or an empty one.");
                    }
                }
            }
            Files.createDirectories(folder.resolve(FILES));
        } catch (IOException failure) {
            throw unwritable(folder, failure);
        }
    }

    /** Removes what a process left that ended before a file was whole. */
    void clean() {
        for (Path place : List.of(folder, folder.resolve(FILES))) {
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.toList()) {
                    if (String.valueOf(file.getFileName()).startsWith(Disk.TEMPORARY)) {
                        Files.delete(file);
                    }
                }
            } catch (IOException failure) {
                throw unwritable(folder, failure);
            }
        }
    }

    /** Keeps a file that somebody writes, for good, and gives its name. One of the same content is there once. */
    String keep(String suffix, Consumer<Path> writer) {
        Path files = folder.resolve(FILES);
        Path temporary = Disk.temporary(files, suffix);
        try {
            try {
                disk.before("write a file " + suffix);
                writer.accept(temporary);
                String name = hash(temporary) + suffix;
                disk.settle(temporary, files.resolve(name));
                return name;
            } catch (IOException | RuntimeException failure) {
                Files.deleteIfExists(temporary);
                throw failure;
            }
        } catch (IOException failure) {
            throw unwritable(folder, failure);
        }
    }

    /**
     * A file that is what its name says.
     *
     * @throws StoreException if it is missing or another
     */
    static Path whole(Path folder, String name) {
        String damage = damage(folder, name);
        if (damage != null) {
            throw new StoreException(Kind.DAMAGED, damage + " Restore it from a backup.");
        }
        return folder.resolve(FILES).resolve(name);
    }

    /** What is wrong with a file, or null if it is what its name says. */
    static @Nullable String damage(Path folder, String name) {
        if (!NAME.matcher(name).matches()) {
            return "The ledger of " + folder + " names the file \"" + name + "\", as no file of a store is named.";
        }
        Path file = folder.resolve(FILES).resolve(name);
        if (!Files.isRegularFile(file)) {
            return "The file " + file + " is missing.";
        }
        try {
            String hash = hash(file);
            return name.startsWith(hash)
                    ? null
                    : "The file " + file + " is damaged: its content has the SHA-256 " + hash
                            + ", not the one it is named by.";
        } catch (IOException failure) {
            return "The file " + file + " cannot be read: " + failure.getMessage() + ".";
        }
    }

    private static String hash(Path file) throws IOException {
        return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }

    static StoreException unreadable(Path file, IOException failure) {
        return new StoreException(
                Kind.DAMAGED,
                "The file " + file + " cannot be read: " + failure.getMessage()
                        + ". It is of an append that was not finished; delete its folder to give that up.",
                failure);
    }

    static StorageException unwritable(Path folder, IOException failure) {
        return new StorageException(
                String.format(
                        Locale.ROOT,
                        "Cannot write to the store %s: %s. Nothing was added to it. Free some space, or see that the"
                                + " folder can be written to.",
                        folder,
                        failure.getMessage()),
                failure);
    }

    @Override
    public void close() {
        FileLock held = lock;
        lock = null;
        if (held != null) {
            try {
                held.release();
                channel.close();
            } catch (IOException failure) {
                throw unwritable(folder, failure);
            }
        }
    }
}
