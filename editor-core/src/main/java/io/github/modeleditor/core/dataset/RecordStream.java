package io.github.modeleditor.core.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a file holds, one record after the other, none of which may go on forever: a record, be it an object, a row, or the names of
 * columns, has to end within some bytes. So a file of any size can be read, and a pipe or {@code /dev/zero} cannot fill the memory.
 * Not thread-safe.
 */
final class RecordStream extends FilterInputStream {
    /** Larger than any record; readers read some way ahead. */
    static final int LARGEST_RECORD = 16 << 20;

    private long left = LARGEST_RECORD;

    RecordStream(InputStream in) {
        super(in);
    }

    /** Says that a record begins, as far as is known here. */
    void nextRecord() {
        left = LARGEST_RECORD;
    }

    @Override
    public int read() throws IOException {
        requireLeft();
        int read = super.read();
        left -= read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        requireLeft();
        int read = super.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    private void requireLeft() throws TooLargeException {
        if (left <= 0) {
            throw new TooLargeException();
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** A record that does not end. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("a record has more than " + (LARGEST_RECORD >> 20) + " MiB");
        }
    }
}
