package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.error.ModelEditorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What a file has to be before it is read whole: a regular one, which neither blocks as a pipe does nor goes on forever as
 * {@code /dev/zero} does, and of a size that the Java heap can take. Files come from anywhere, and their names and sizes are all
 * that can be known of them without reading. Thread-safe.
 */
public final class InputFiles {
    /** What is left of an array's largest length, in bytes. */
    private static final long LARGEST = Integer.MAX_VALUE - 8L;

    private InputFiles() {}

    /**
     * What is read of a file.
     *
     * @param <T> what becomes of it
     */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads it.
         *
         * @return what was read
         * @throws IOException if it cannot be
         */
        T read() throws IOException;
    }

    /**
     * Reads a file whole.
     *
     * @param file which
     * @param limit how many bytes it may have, more than any honest one has
     * @param refusal makes an exception of the reason
     * @return its content
     * @throws IOException if it is not there, or cannot be read
     * @throws ModelEditorException as {@code refusal} makes it, if it is no regular file, too large, or larger than the heap allows
     */
    public static byte[] read(Path file, long limit, Function<String, ? extends ModelEditorException> refusal)
            throws IOException {
        long size = size(file, Math.min(limit, LARGEST), refusal);
        requireHeap(file, size, refusal);
        try (InputStream stream = Files.newInputStream(file)) {
            // Not readAllBytes: a file may have grown since its size was asked for.
            return reading(file, refusal, () -> stream.readNBytes((int) size));
        }
    }

    /**
     * The size of a file that may be read.
     *
     * @param file which
     * @param limit how many bytes it may have, more than any honest one has
     * @param refusal makes an exception of the reason
     * @return its bytes
     * @throws IOException if it is not there, or cannot be asked
     * @throws ModelEditorException as {@code refusal} makes it, if it is no regular file or too large
     */
    public static long size(Path file, long limit, Function<String, ? extends ModelEditorException> refusal)
            throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw refusal.apply("The file " + file + " is no regular file, but "
                    + (Files.isDirectory(file) ? "a folder" : "a device or a pipe") + ". Name a file.");
        }
        long size = Files.size(file);
        if (size > limit) {
            throw refusal.apply("The file " + file + " has " + size + " bytes, and no such file has more than " + limit
                    + ". Check that it is the right one.");
        }
        return size;
    }

    /**
     * Refuses what the heap has no room for, half of which is for what becomes of the bytes.
     *
     * @param file which
     * @param bytes its size
     * @param refusal makes an exception of the reason
     * @throws ModelEditorException as {@code refusal} makes it
     */
    public static void requireHeap(Path file, long bytes, Function<String, ? extends ModelEditorException> refusal) {
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw tooLarge(file, refusal);
        }
    }

    /**
     * Reads something of a file that may not fit into the heap.
     *
     * @param <T> what is read
     * @param file which
     * @param refusal makes an exception of the reason
     * @param reading reads it
     * @return what was read
     * @throws IOException if reading fails so
     * @throws ModelEditorException as {@code refusal} makes it, if there is not enough memory
     */
    public static <T> T reading(
            Path file, Function<String, ? extends ModelEditorException> refusal, Reading<? extends T> reading)
            throws IOException {
        try {
            return reading.read();
        } catch (OutOfMemoryError e) {
            ModelEditorException named = tooLarge(file, refusal);
            named.addSuppressed(e);
            throw named;
        }
    }

    private static ModelEditorException tooLarge(Path file, Function<String, ? extends ModelEditorException> refusal) {
        return refusal.apply("The file " + file + " is too large for the Java heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB. Raise it with -Xmx.");
    }
}
