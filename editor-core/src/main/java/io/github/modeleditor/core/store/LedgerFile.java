package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.spi.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a ledger. Each is a hash, a space, a text and a line feed; the hash is the SHA-256 of the hash before it and the text,
 * so no byte can change, no line go or come between without telling. Beside it lies the head, which says how many lines were committed
 * and the hash of the last. It is replaced when a line is on the disk: what lies behind the lines it counts, and is not whole, was never
 * committed. Not thread-safe.
 */
final class LedgerFile {
    static final String LEDGER = "ledger.jsonl";
    static final String HEAD = "head";

    private static final String ORIGIN = "0".repeat(64);
    private static final int HASH = 64;
    private static final long LARGEST = 1L << 30;

    private final Path folder;
    private final Disk disk;
    private int lines;
    private long end;
    private String hash;
    private boolean broken;

    private LedgerFile(Path folder, Disk disk, int lines, long end, String hash) {
        this.folder = folder;
        this.disk = disk;
        this.lines = lines;
        this.end = end;
        this.hash = hash;
    }

    /**
     * What a ledger holds.
     *
     * @param texts one a line
     * @param end how many bytes they take
     * @param hash of the last line
     * @param tornTail what lies behind them, in words
     */
    record Content(List<String> texts, long end, String hash, Optional<String> tornTail) {}

    /** Makes a ledger of one line. */
    static LedgerFile create(Path folder, Disk disk, String first) throws IOException {
        LedgerFile ledger = new LedgerFile(folder, disk, 0, 0, ORIGIN);
        String line = ledger.line(first);
        disk.replace(folder.resolve(LEDGER), line.getBytes(UTF_8));
        ledger.commit(line);
        return ledger;
    }

    /** One that goes on behind what was read. */
    static LedgerFile open(Path folder, Disk disk, Content content) {
        return new LedgerFile(folder, disk, content.texts().size(), content.end(), content.hash());
    }

    /**
     * Appends a line, for good. Where it throws the ledger is as it was, unless it says that the store must be opened again.
     *
     * @throws StorageException if it cannot be written
     */
    void append(String text) {
        if (broken) {
            throw new StorageException("A write to " + folder + " failed in its last step. Close the store, and open it"
                    + " again to see which version it has.");
        }
        String line = line(text);
        try {
            disk.append(folder.resolve(LEDGER), end, line.getBytes(UTF_8));
        } catch (IOException failure) {
            cut(failure);
            throw full(LEDGER, failure);
        }
        try {
            commit(line);
        } catch (IOException failure) {
            if (headSays(lines)) {
                cut(failure);
            } else {
                broken = true;
            }
            throw full(HEAD, failure);
        }
    }

    private String line(String text) {
        return hash(hash + text) + " " + text + "\n";
    }

    private void commit(String line) throws IOException {
        String next = line.substring(0, HASH);
        disk.replace(folder.resolve(HEAD), head(lines + 1, next).getBytes(UTF_8));
        disk.forceFolder(folder);
        lines++;
        end += line.getBytes(UTF_8).length;
        hash = next;
    }

    /** What was written half is cut off, if that is possible; else it is told from what is whole when it is read. */
    private void cut(IOException failure) {
        try {
            Disk.cut(folder.resolve(LEDGER), end);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    private boolean headSays(int count) {
        try {
            return Files.readString(folder.resolve(HEAD)).equals(head(count, hash));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private StorageException full(String file, IOException failure) {
        return new StorageException(
                "Cannot write " + folder.resolve(file) + ": " + failure.getMessage()
                        + ". The store has the version it had. Free some space, or see that the folder can be written to.",
                failure);
    }

    /**
     * Reads all lines that were committed, and checks every byte.
     *
     * @throws StoreException if there is no ledger, or it is damaged
     */
    static Content read(Path folder) {
        Path file = folder.resolve(LEDGER);
        if (!Files.exists(file)) {
            throw new StoreException(
                    Kind.MISSING,
                    "There is no store of edits at " + folder + ": it has no " + LEDGER
                            + ". Name the folder of a store, or create one.");
        }
        try {
            Optional<Head> head = Head.read(folder.resolve(HEAD));
            byte[] bytes = InputFiles.read(file, LARGEST, LedgerFile::damaged);
            Optional<Head> later = Head.read(folder.resolve(HEAD));
            while (!later.equals(head)) {
                // Somebody appends meanwhile.
                head = later;
                bytes = InputFiles.read(file, LARGEST, LedgerFile::damaged);
                later = Head.read(folder.resolve(HEAD));
            }
            return new Reading(file, bytes, head.orElse(new Head(0, ORIGIN))).content(head.isPresent());
        } catch (IOException failure) {
            throw new StoreException(Kind.DAMAGED, "Cannot read " + file + ": " + failure.getMessage() + ".", failure);
        }
    }

    /** How many lines were committed, and the hash of the last. */
    private record Head(int count, String hash) {
        static Optional<Head> read(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String text = new String(InputFiles.read(file, 1024, LedgerFile::damaged), UTF_8);
            String[] parts = text.split(" ", -1);
            if (parts.length == 3 && parts[0].matches("[0-9]{1,9}")) {
                int count = Integer.parseInt(parts[0]);
                if (text.equals(head(count, parts[1]))) {
                    return Optional.of(new Head(count, parts[1]));
                }
            }
            throw damaged("The file " + file + " is damaged: it says \"" + text.strip()
                    + "\", which has not the checksum that was written. Restore it from a backup.");
        }
    }

    /** One pass over the bytes. */
    private static final class Reading {
        private final Path file;
        private final byte[] bytes;
        private final Head head;
        private final List<String> texts = new ArrayList<>();
        private int start;
        private String hash = ORIGIN;

        Reading(Path file, byte[] bytes, Head head) {
            this.file = file;
            this.bytes = bytes;
            this.head = head;
        }

        Content content(boolean hasHead) {
            while (start < bytes.length && texts.size() <= head.count()) {
                int lineFeed = lineFeed();
                Optional<String> text = lineFeed < 0 ? Optional.empty() : text(lineFeed);
                if (text.isEmpty()) {
                    break;
                }
                texts.add(text.get());
                start = lineFeed + 1;
                if (texts.size() == head.count() && !hash.equals(head.hash())) {
                    throw damaged("The files " + file + " and " + file.resolveSibling(HEAD)
                            + " do not belong together. Restore both from one backup.");
                }
            }
            if (texts.size() < head.count()) {
                throw damaged("The file " + file + " is damaged in line " + (texts.size() + 1) + ", at byte " + start
                        + ": of " + head.count() + " lines that were committed the first " + texts.size()
                        + " are whole. Restore it from a backup.");
            }
            if (!hasHead && texts.isEmpty()) {
                throw damaged(
                        "The file " + file + " is damaged: its first line is not whole. Restore it from a backup.");
            }
            Optional<String> tornTail = tornTail();
            return new Content(List.copyOf(texts), start, hash, tornTail);
        }

        private Optional<String> tornTail() {
            if (start == bytes.length) {
                return Optional.empty();
            }
            int lineFeed = lineFeed();
            if (texts.size() > head.count() || (lineFeed >= 0 && lineFeed < bytes.length - 1)) {
                throw damaged("The file " + file + " is damaged: there is more behind byte " + start + ", where its "
                        + texts.size() + " lines end, than one write can leave. Restore it from a backup.");
            }
            return Optional.of("Behind its " + texts.size() + " lines, at byte " + start + ", the file " + file
                    + " has "
                    + (bytes.length - start) + " bytes of a line that was never committed: a process ended while it"
                    + " wrote them, or is writing them now. The next version takes their place.");
        }

        private int lineFeed() {
            for (int i = start; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        /** The text of the line that ends there, if it is whole. */
        private Optional<String> text(int lineFeed) {
            int textStart = start + HASH + 1;
            if (textStart > lineFeed || bytes[textStart - 1] != ' ') {
                return Optional.empty();
            }
            byte[] chained = new byte[HASH + lineFeed - textStart];
            System.arraycopy(hash.getBytes(UTF_8), 0, chained, 0, HASH);
            System.arraycopy(bytes, textStart, chained, HASH, lineFeed - textStart);
            String expected = Hashing.sha256().hashBytes(chained).toString();
            if (!Arrays.equals(bytes, start, start + HASH, expected.getBytes(UTF_8), 0, HASH)) {
                return Optional.empty();
            }
            hash = expected;
            return Optional.of(new String(bytes, textStart, lineFeed - textStart, UTF_8));
        }
    }

    private static String head(int count, String hash) {
        String says = count + " " + hash;
        return says + " " + hash(says) + "\n";
    }

    private static String hash(String text) {
        return Hashing.sha256().hashString(text, UTF_8).toString();
    }

    private static StoreException damaged(String message) {
        return new StoreException(Kind.DAMAGED, message);
    }
}
