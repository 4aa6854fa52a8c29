package io.github.modeleditor.cli.fetch;

/** Hears how far a download is. Called on the thread that loads. */
public interface TransferListener {
    /**
     * A file is begun, or gone on with.
     *
     * @param name of the file
     * @param done bytes that are there already
     * @param total bytes of the whole file
     */
    void begin(String name, long done, long total);

    /**
     * More of it came.
     *
     * @param done bytes that are there by now
     */
    void reached(long done);

    /**
     * The file is whole, checked, and in its place.
     *
     * @param kept whether it was there before
     */
    void end(boolean kept);

    /**
     * Something to tell, such as that it is tried again.
     *
     * @param line a sentence
     */
    void note(String line);
}
