package io.github.modeleditor.spark.ring;

import io.github.modeleditor.api.ModelEditor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection: numbered frames, each with its length and a CRC32C of all of it. One thread may write while another reads.
 */
final class Frames implements Closeable {
    /** Far above any frame, so that a damaged length is told from a long one. */
    static final int MOST_BYTES = 1 << 28;

    private static final int HEADER = Long.BYTES + Integer.BYTES;
    private static final int BUFFER = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(ModelEditor.LOGGER);

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final CRC32C crcOfRead = new CRC32C();
    private final CRC32C crcOfWritten = new CRC32C();
    private long read;
    private long written;
    private long bytes;
    private volatile long bytesWritten;

    Frames(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
    }

    DataInputStream in() {
        return in;
    }

    DataOutputStream out() {
        return out;
    }

    /** Bytes of all frames so far, headers included. */
    long bytesWritten() {
        return bytesWritten;
    }

    void write(byte[] payload, int length) throws IOException {
        out.writeLong(written);
        out.writeInt(length);
        out.writeInt(crc(crcOfWritten, written, payload, length));
        out.write(payload, 0, length);
        written++;
        // Written by one thread alone; others only look.
        bytes += HEADER + Integer.BYTES + length;
        bytesWritten = bytes;
    }

    void flush() throws IOException {
        out.flush();
    }

    byte[] read() throws IOException {
        long number = in.readLong();
        int length = in.readInt();
        int expected = in.readInt();
        if (number != read || length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "frame " + read + " came damaged: it says to be number " + number + " of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the connection ended within frame " + read);
        }
        if (crc(crcOfRead, number, payload, length) != expected) {
            throw new IOException("frame " + read + " came damaged: its checksum is another");
        }
        read++;
        return payload;
    }

    private static int crc(CRC32C crc, long number, byte[] payload, int length) {
        crc.reset();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (number >>> shift));
        }
        crc.update(payload, 0, length);
        return (int) crc.getValue();
    }

    /** Ends the connection, as far as it is not at its end: nobody wants what is still in it. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            LOG.debug("A connection of a ring did not end well", gone);
        }
    }
}
