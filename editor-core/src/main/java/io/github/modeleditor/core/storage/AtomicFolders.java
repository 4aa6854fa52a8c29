package io.github.modeleditor.core.storage;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a folder of files whole or not at all. Thread-safe. */
public final class AtomicFolders {
    private AtomicFolders() {}

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes every file.
         *
         * @param draft where to
         */
        void writeTo(Draft draft);
    }

    /** The folder before it is in its place. */
    public static final class Draft {
        private final Path place;
        private final Path temporary;

        private Draft(Path place, Path temporary) {
            this.place = place;
            this.temporary = temporary;
        }

        /**
         * Writes one file and forces it to the disk.
         *
         * @param name its name, or its path below the folder; folders are made where missing
         * @param content what to write
         * @throws StorageException if it cannot be written
         */
        public void write(String name, AtomicFiles.Content content) {
            try {
                Path file = temporary.resolve(name);
                Files.createDirectories(Objects.requireNonNull(file.getParent(), "it lies in the draft"));
                AtomicFiles.writeAndForce(file, content);
            } catch (IOException failure) {
                throw new StorageException(AtomicFiles.explain(place.resolve(name), failure), failure);
            }
        }
    }

    /**
     * Writes to a temporary folder beside the wanted one and moves it into place. The folder above is made where missing.
     * An existing folder gives way with all that is in it, so ask before: it is moved aside, under a name that tells of its own, and
     * back if the new one cannot take its place; where the process ends in between, {@link #restore} brings it back.
     *
     * @param folder where to
     * @param content what to write; what it throws passes through, and leaves what was there before
     * @throws StorageException if it cannot be written
     */
    public static void write(Path folder, Content content) {
        Path place = folder.toAbsolutePath();
        Path above = Objects.requireNonNull(place.getParent(), "a root is never free to write to");
        Path temporary = above.resolve(".modeleditor-" + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(above);
            restore(folder);
            try {
                Files.createDirectory(temporary);
                content.writeTo(new Draft(folder, temporary));
                replace(place, temporary);
            } finally {
                deleteAll(temporary);
            }
        } catch (IOException failure) {
            throw new StorageException(AtomicFiles.explain(folder, failure), failure);
        }
    }

    private static void replace(Path place, Path temporary) throws IOException {
        if (!Files.exists(place)) {
            Files.move(temporary, place, ATOMIC_MOVE);
            return;
        }
        Path aside = aside(place);
        deleteAll(aside);
        Files.move(place, aside, ATOMIC_MOVE);
        try {
            Files.move(temporary, place, ATOMIC_MOVE);
        } catch (IOException failure) {
            Files.move(aside, place, ATOMIC_MOVE);
            throw failure;
        }
        deleteAll(aside);
    }

    /** No system call known to Java exchanges two folders, so for a moment the old one is here and none is in its place. */
    private static Path aside(Path place) {
        return place.resolveSibling("." + place.getFileName() + ".modeleditor-old");
    }

    /**
     * Brings back a folder that a process had moved aside when it was ended. Who reads a folder that was written here asks for it
     * first, and so does who writes one.
     *
     * @param folder where it was
     * @throws StorageException if it is there and cannot be moved
     */
    public static void restore(Path folder) {
        Path place = folder.toAbsolutePath();
        if (place.getFileName() == null || Files.exists(place) || !Files.isDirectory(aside(place))) {
            return;
        }
        try {
            Files.move(aside(place), place, ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new StorageException(AtomicFiles.explain(folder, failure), failure);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /**
     * Refuses a place where something is already.
     *
     * @param folder where a new folder will go
     * @throws StorageException if there is a file, or a folder that is not empty
     */
    public static void requireFree(Path folder) {
        restore(folder);
        if (!Files.exists(folder)) {
            return;
        }
        boolean free;
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
            free = files.findAny().isEmpty();
        } catch (IOException failure) {
            throw new StorageException(AtomicFiles.explain(folder, failure), failure);
        }
        if (!free) {
            throw new StorageException("There is something at " + folder + " already; it was left as it is. "
                    + "Name a folder that does not exist, or an empty one.");
        }
    }
}
