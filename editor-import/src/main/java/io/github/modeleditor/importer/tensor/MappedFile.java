package io.github.modeleditor.importer.tensor;

import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of any length, mapped read-only in pieces; a page of it is read when somebody first looks there. Thread-safe. The mapping ends
 * when nobody holds it any more.
 */
public final class MappedFile {
    private static final long PIECE = 1L << 30;

    private final Path file;
    private final long length;
    private final List<MappedByteBuffer> pieces;

    private MappedFile(Path file, long length, List<MappedByteBuffer> pieces) {
        this.file = file;
        this.length = length;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Maps a file.
     *
     * @param file where it lies
     * @return its bytes
     * @throws InvalidModelException if it cannot be read
     */
    public static MappedFile open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            List<MappedByteBuffer> pieces = new ArrayList<>();
            for (long start = 0; start < length; start += PIECE) {
                pieces.add(channel.map(MapMode.READ_ONLY, start, Math.min(PIECE, length - start)));
            }
            return new MappedFile(file, length, pieces);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage()
                            + "). Check that it exists and is readable.",
                    e);
        }
    }

    /**
     * Where it lies.
     *
     * @return the path that it was opened by
     */
    public Path file() {
        return file;
    }

    /**
     * How long it is.
     *
     * @return bytes
     */
    public long length() {
        return length;
    }

    /**
     * Some of its bytes, where they are: reading a large file leaves nothing behind to be cleared away.
     *
     * @param position the first
     * @param count how many
     * @return what cannot be changed, little-endian; a copy only where two pieces meet
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public ByteBuffer view(long position, int count) {
        if (position < 0 || count < 0 || position > length - count || position / PIECE != (position + count) / PIECE) {
            return bytes(position, count);
        }
        return pieces.get((int) (position / PIECE))
                .slice((int) (position % PIECE), count)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Some of its bytes.
     *
     * @param position the first
     * @param count how many
     * @return a copy, little-endian
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public ByteBuffer bytes(long position, int count) {
        if (position < 0 || count < 0 || position > length - count) {
            throw new IndexOutOfBoundsException(
                    "bytes " + position + " and " + count + " more of " + length + " of " + file);
        }
        byte[] copy = new byte[count];
        int copied = 0;
        while (copied < count) {
            long at = position + copied;
            MappedByteBuffer piece = pieces.get((int) (at / PIECE));
            int start = (int) (at % PIECE);
            int some = Math.min(count - copied, piece.limit() - start);
            piece.get(start, copy, copied, some);
            copied += some;
        }
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }
}
