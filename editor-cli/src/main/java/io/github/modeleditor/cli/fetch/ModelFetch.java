package io.github.modeleditor.cli.fetch;

import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.storage.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings a model from a hub into a folder. What is there already and right is kept; what is there and something else is refused before
 * anything is loaded. Immutable; for one thread at a time.
 *
 * @param repository where from
 * @param format the form of the weights that is wanted
 * @param file the name of a GGUF file or a graph, or a pattern of it; empty where there is no choice
 * @param token who asks, if anybody; it goes to the hub alone
 * @param environment what it stands on
 */
public record ModelFetch(
        HubRepository repository,
        WeightsFormat format,
        Optional<String> file,
        Optional<String> token,
        Environment environment) {
    /** What stays free on the disk, for whoever else writes there. */
    private static final long RESERVE = 100_000_000;

    public ModelFetch {
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(environment, "environment");
    }

    /**
     * The clock and the disk.
     *
     * @param pause waits between tries
     * @param patience how long nothing may come before a connection is given up; above 0
     * @param space tells how many bytes a folder has room for
     */
    public record Environment(Pause pause, Duration patience, Space space) {
        /**
         * The real ones.
         *
         * @return a minute's patience
         */
        public static Environment usual() {
            return new Environment(Pause.ofThread(), Duration.ofMinutes(1), folder -> Files.getFileStore(folder)
                    .getUsableSpace());
        }
    }

    /** Tells how much room there is. */
    @FunctionalInterface
    public interface Space {
        /**
         * Asks a disk.
         *
         * @param folder one that is there
         * @return bytes that can be written
         * @throws IOException if it does not say
         */
        long of(Path folder) throws IOException;
    }

    /**
     * What was brought.
     *
     * @param commit the state of the repository, by its full hash
     * @param model what other commands take as {@code --model}
     * @param files how many there are
     * @param bytes all of them together
     */
    public record Fetched(String commit, Path model, int files, long bytes) {}

    /** A file and where it goes. */
    private record Item(HubFile file, Path place) {}

    /**
     * Loads what is missing.
     *
     * @param folder where to; made if missing, and with nothing else in it
     * @param force whether other files may lie in it, and files of these names that are different give way
     * @param listener hears how far it is
     * @return what there is now
     * @throws FetchException if the hub does not have it, does not let us, or cannot be reached
     * @throws StorageException if it cannot be written there
     */
    public Fetched into(Path folder, boolean force, TransferListener listener) {
        HubConnection connection = new HubConnection(repository, token);
        Attempts attempts = new Attempts(environment.pause(), listener::note);
        byte[] answer = attempts.run("the list of files of " + repository.name(), () -> 0, connection::listing);
        HubListing listing = HubListing.of(repository, answer);
        List<Item> items = ModelFiles.of(repository, listing, format, file).stream()
                .map(chosen -> new Item(chosen, folder.resolve(chosen.baseName())))
                .toList();
        try {
            List<Path> pieces = pieces(folder, items);
            Destination.requireFolder(
                    folder,
                    Stream.concat(items.stream().map(Item::place), pieces.stream())
                            .map(place -> String.valueOf(place.getFileName()))
                            .toList(),
                    force);
            Files.createDirectories(folder);
            List<Item> missing = missing(items, force);
            requireSpace(folder, missing);
            Download download = new Download(connection, attempts, listener, environment.patience());
            for (Item item : items) {
                if (missing.contains(item)) {
                    download.run(
                            item.file(),
                            repository.file(listing.commit(), item.file().name()),
                            item.place());
                } else {
                    listener.begin(
                            item.file().baseName(),
                            item.file().size(),
                            item.file().size());
                    listener.end(true);
                }
            }
            for (Path piece : pieces) {
                Files.deleteIfExists(piece);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot write to " + folder + ": " + failure.getMessage()
                            + ". Name a folder that can be written to.",
                    failure);
        }
        long bytes = items.stream().mapToLong(item -> item.file().size()).sum();
        return new Fetched(listing.commit(), folder, items.size(), bytes);
    }

    /** What an earlier try left, of this revision or of another. */
    private static List<Path> pieces(Path folder, List<Item> items) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> items.stream().anyMatch(item -> Download.isPieceOf(item.place(), path)))
                    .toList();
        }
    }

    private static List<Item> missing(List<Item> items, boolean force) throws IOException {
        List<Item> missing = items.stream().collect(Collectors.toList());
        for (Item item : items) {
            if (Download.isThere(item.file(), item.place())) {
                missing.remove(item);
            } else if (Files.exists(item.place()) && (!force || !Files.isRegularFile(item.place()))) {
                throw new StorageException("There is a file " + item.place()
                        + " already, which is not the one of this revision; it was left as it is. Name another folder, or"
                        + " say --force to replace it.");
            }
        }
        return missing;
    }

    private void requireSpace(Path folder, List<Item> missing) throws IOException {
        long needed = 0;
        for (Item item : missing) {
            Path piece = Download.piece(item.place(), item.file());
            long there = Files.exists(piece)
                    ? Math.min(Files.size(piece), item.file().size())
                    : 0;
            needed += item.file().size() - there;
            if (needed < 0) {
                needed = Long.MAX_VALUE - RESERVE;
                break;
            }
        }
        long free = environment.space().of(folder);
        if (needed > 0 && needed > free - RESERVE) {
            throw new StorageException("The files need " + HubFile.text(needed) + ", and " + folder + " has room for "
                    + HubFile.text(free) + ", of which " + HubFile.text(RESERVE)
                    + " stay free. Free some space, or name a folder on another disk.");
        }
    }
}
