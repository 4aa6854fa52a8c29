package io.github.modeleditor.spark.ring;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalInt;

/** A worker's door: it listens on one address until the worker before it has come, and finds the one behind it. */
public final class RingConnection implements Closeable {
    private static final Duration GREETING = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final String host;

    /**
     * Begins to listen, on a port that the system chooses.
     *
     * @param host the name by which others reach this machine; no other of its addresses is listened on
     * @throws RingException if there is no such address here
     */
    public RingConnection(String host) {
        this.host = host;
        try {
            server = new ServerSocket(0, 0, InetAddress.getByName(host));
        } catch (IOException failure) {
            throw new RingException(
                    "A worker cannot listen on " + host + ", the address of its executor (" + failure.getMessage()
                            + "). Executors have to reach one another by the addresses that Spark knows them by.",
                    failure);
        }
    }

    /**
     * Where it listens.
     *
     * @return host and port
     */
    public String address() {
        return host + ":" + server.getLocalPort();
    }

    static Frames connect(Peer self, Peer next, Handshake handshake, Duration timeout) {
        try {
            int colon = next.address().lastIndexOf(':');
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(
                                next.address().substring(0, colon),
                                Integer.parseInt(next.address().substring(colon + 1))),
                        millis(timeout));
                Frames frames = prepared(socket, timeout);
                handshake.connect(frames.in(), frames.out(), self.rank(), next.rank());
                return frames;
            } catch (IOException | RuntimeException failure) {
                socket.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw next.lost("the ring was made and a greeting", timeout, failure);
        }
    }

    /** Whoever is not the worker before this one, or of another run, is turned away. */
    Frames accept(Peer self, Peer before, Handshake handshake, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
                if (deadline < System.nanoTime()) {
                    throw new SocketTimeoutException("nobody came");
                }
                server.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
                Socket socket = server.accept();
                // A stranger that says nothing is not to hold the door for long.
                Frames frames = prepared(socket, timeout.compareTo(GREETING) < 0 ? timeout : GREETING);
                if (greets(frames, self, before, handshake)) {
                    socket.setSoTimeout(millis(timeout));
                    return frames;
                }
                frames.close();
            }
        } catch (IOException failure) {
            throw before.lost("the ring was made and a greeting", timeout, failure);
        }
    }

    private static boolean greets(Frames frames, Peer self, Peer before, Handshake handshake) {
        try {
            OptionalInt from = handshake.accept(frames.in(), frames.out(), self.rank());
            return from.isPresent() && from.getAsInt() == before.rank();
        } catch (IOException stranger) {
            return false;
        }
    }

    private static Frames prepared(Socket socket, Duration timeout) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoTimeout(millis(timeout));
        return new Frames(socket);
    }

    private static int millis(Duration timeout) {
        return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new RingException("A worker cannot stop listening on " + address() + ".", failure);
        }
    }
}
