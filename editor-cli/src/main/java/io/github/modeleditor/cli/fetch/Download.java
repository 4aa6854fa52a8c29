package io.github.modeleditor.cli.fetch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way: what came of it lies beside its place, in a piece named after its hash, so that another try, or another process, goes
 * on from there, and pieces of another revision are not taken for it. It comes to its place when it is whole and its hash is right. Used by
 * one thread; another process that loads the same is refused by a lock.
 */
final class Download {
    private static final int BUFFER = 1 << 16;
    private static final Pattern PIECE = Pattern.compile("\\.[0-9a-f]{8}\\.part$");

    private final HubConnection connection;
    private final Attempts attempts;
    private final TransferListener listener;
    private final Duration patience;

    Download(HubConnection connection, Attempts attempts, TransferListener listener, Duration patience) {
        this.connection = connection;
        this.attempts = attempts;
        this.listener = listener;
        this.patience = patience;
    }

    /** Where a file's bytes lie until all are there. */
    static Path piece(Path place, HubFile file) {
        return place.resolveSibling(place.getFileName() + "." + file.hash().brief() + ".part");
    }

    /** Whether a file is what came of another, in whichever revision. */
    static boolean isPieceOf(Path place, Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(place.getFileName() + ".") && PIECE.matcher(name).find();
    }

    /**
     * Loads a file.
     *
     * @param file which
     * @param address where it is
     * @param place where it goes; replaced if there is one
     * @throws FetchException if it cannot be loaded
     * @throws StorageException if it cannot be written
     */
    void run(HubFile file, URI address, Path place) {
        Path piece = piece(place, file);
        try {
            try (FileChannel channel = FileChannel.open(piece, CREATE, READ, WRITE, NOFOLLOW_LINKS);
                    FileLock lock = lock(channel, piece)) {
                listener.begin(place.getFileName().toString(), Math.min(channel.size(), file.size()), file.size());
                complete(file, address, channel);
                if (!lock.isValid()) {
                    throw new IOException("the lock on " + piece + " was lost");
                }
            }
            Files.move(piece, place, ATOMIC_MOVE, REPLACE_EXISTING);
            listener.end(false);
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot write " + place + ": " + failure.getMessage()
                            + ". Free some space, or name a folder on another disk; what was loaded is kept.",
                    failure);
        }
    }

    private static FileLock lock(FileChannel channel, Path piece) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException mine) {
            lock = null;
        }
        if (lock == null) {
            throw new FetchException(
                    "Somebody else is loading " + piece + " now. Wait for it, or name another folder.");
        }
        return lock;
    }

    /** A piece that was begun by another process may be damaged, so that a wrong hash is given a second chance. */
    private void complete(HubFile file, URI address, FileChannel channel) throws IOException {
        for (int round = 0; round < 2; round++) {
            attempts.run(file.baseName(), () -> size(channel), () -> {
                receive(file, address, channel);
                return channel;
            });
            if (hasItsHash(file, channel)) {
                channel.force(true);
                return;
            }
            listener.note(file.baseName() + " has not the hash that the hub tells; loading it anew");
            channel.truncate(0);
        }
        throw new FetchException("What is loaded as " + file.name() + " has not the hash "
                + file.hash().hex()
                + " that the hub tells, twice. It was thrown away. Check what stands between, such as a proxy.");
    }

    private static long size(FileChannel channel) {
        try {
            return channel.size();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void receive(HubFile file, URI address, FileChannel channel) throws IOException {
        if (channel.size() > file.size()) {
            channel.truncate(0);
        }
        if (channel.size() == file.size()) {
            return;
        }
        HttpResponse<InputStream> answer = connection.open(address, channel.size());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 416 || (answer.statusCode() == 206 && !begins(answer, channel.size()))) {
                channel.truncate(0);
                throw new IOException("the hub gives other bytes than those asked for");
            }
            if (answer.statusCode() == 200) {
                channel.truncate(0);
            }
            append(body, file, channel);
        }
    }

    private static boolean begins(HttpResponse<?> answer, long from) {
        return answer.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-");
    }

    private void append(InputStream body, HubFile file, FileChannel channel) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = channel.size();
        try (StallGuard guard = new StallGuard(body, patience)) {
            while (done < file.size()) {
                int read = read(body, buffer, guard, file, done);
                if (done + read > file.size()) {
                    throw new FetchException(file.name() + " goes on beyond the " + file.size()
                            + " bytes that the hub announced. It was not taken.");
                }
                write(channel, ByteBuffer.wrap(buffer, 0, read), done);
                done += read;
                listener.reached(done);
            }
        }
    }

    private static int read(InputStream body, byte[] buffer, StallGuard guard, HubFile file, long done)
            throws IOException {
        int read;
        try {
            read = body.read(buffer);
        } catch (IOException failure) {
            throw guard.isStalled() ? new IOException("nothing came any more", failure) : cut(file, done, failure);
        }
        if (read < 0) {
            throw guard.isStalled() ? new IOException("nothing came any more") : cut(file, done, null);
        }
        guard.alive();
        return read;
    }

    private static IOException cut(HubFile file, long done, @Nullable IOException cause) {
        return new IOException(
                "the connection ended after " + HubFile.text(done) + " of " + HubFile.text(file.size()), cause);
    }

    /** What the disk refuses is not tried again. */
    private static void write(FileChannel channel, ByteBuffer bytes, long place) {
        try {
            long at = place;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot write what is loaded: " + failure.getMessage()
                            + ". Free some space, or name a folder on another disk; the same command goes on.",
                    failure);
        }
    }

    private static boolean hasItsHash(HubFile file, FileChannel channel) throws IOException {
        MessageDigest digest = file.hash().digest(file.size());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        for (int read = channel.read(buffer, at); read > 0; read = channel.read(buffer, at)) {
            at += read;
            digest.update(buffer.flip());
            buffer.clear();
        }
        return file.hash().matches(digest);
    }

    /** Whether a file that is there is this one. */
    static boolean isThere(HubFile file, Path place) throws IOException {
        if (!Files.isRegularFile(place) || Files.size(place) != file.size()) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(place, READ)) {
            return hasItsHash(file, channel);
        }
    }
}
