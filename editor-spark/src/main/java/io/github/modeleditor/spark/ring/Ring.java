package io.github.modeleditor.spark.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Workers in a ring, each connected to the one behind it. All call the same methods in the same order; everyone gets the same result, bit
 * by bit, and the same result whenever there are as many workers. Used by one thread, with one of its own that sends.
 */
public final class Ring implements AutoCloseable {
    /** Numbers of a frame: a megabyte in float32, so that sums begin before a segment is there whole. */
    private static final int BLOCK = 1 << 18;

    private final List<Peer> peers;
    private final int rank;
    private final Duration timeout;
    private final ExecutorService sender;
    private final List<Frames> connections;
    private long nanoseconds;

    private Ring(List<Peer> peers, int rank, Duration timeout, ExecutorService sender, List<Frames> connections) {
        this.peers = peers;
        this.rank = rank;
        this.timeout = timeout;
        this.sender = sender;
        this.connections = connections;
    }

    /**
     * Who this worker is, and how long it waits.
     *
     * @param rank from 0
     * @param secret what all workers of the run know
     * @param attempt which try of the run
     * @param timeout for how long another may be silent
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Membership(int rank, byte[] secret, int attempt, Duration timeout) {}

    /**
     * Connects a worker with those beside it.
     *
     * @param addresses of all workers, by rank
     * @param membership who this one is
     * @param door where it listens; no longer needed afterwards
     * @return the ring, to be closed by the caller
     * @throws RingException if a neighbour does not come, or does not know the secret
     */
    public static Ring join(List<String> addresses, Membership membership, RingConnection door) {
        List<Peer> peers = new ArrayList<>();
        for (String address : addresses) {
            peers.add(new Peer(peers.size(), address));
        }
        int rank = membership.rank();
        Duration timeout = membership.timeout();
        ExecutorService sender = Executors.newSingleThreadExecutor(run -> {
            Thread thread = new Thread(run, "ring-of-worker-" + rank);
            thread.setDaemon(true);
            return thread;
        });
        if (peers.size() == 1) {
            return new Ring(peers, rank, timeout, sender, List.of());
        }
        Handshake handshake = new Handshake(membership.secret(), membership.attempt());
        Peer self = peers.get(rank);
        List<Frames> made = new ArrayList<>();
        Ring ring = new Ring(peers, rank, timeout, sender, made);
        try {
            // All connect before they accept, so somebody else has to open the door meanwhile.
            Future<Frames> accepted = sender.submit(() -> door.accept(self, ring.before(), handshake, timeout));
            made.add(RingConnection.connect(self, ring.next(), handshake, timeout));
            made.add(ring.result(accepted, ring.before(), "a greeting"));
            return ring;
        } catch (RuntimeException failure) {
            door.close();
            ring.close();
            throw failure;
        }
    }

    /**
     * How many workers there are.
     *
     * @return 1 or more
     */
    public int size() {
        return peers.size();
    }

    /**
     * Which of them this is.
     *
     * @return from 0
     */
    public int rank() {
        return rank;
    }

    /**
     * The workers.
     *
     * @return by rank
     */
    public List<Peer> peers() {
        return List.copyOf(peers);
    }

    /**
     * What this worker has sent.
     *
     * @return bytes of all frames
     */
    public long bytesSent() {
        return connections.isEmpty() ? 0 : connections.get(0).bytesWritten();
    }

    /**
     * How long this worker was busy with others, waiting for them included.
     *
     * @return nanoseconds by the wall clock
     */
    public long nanoseconds() {
        return nanoseconds;
    }

    private Peer next() {
        return peers.get((rank + 1) % peers.size());
    }

    private Peer before() {
        return peers.get((rank + peers.size() - 1) % peers.size());
    }

    /**
     * Everybody hears what everybody says.
     *
     * @param own what this worker says; below 256 MiB
     * @return by rank
     * @throws RingException if a worker is lost
     */
    public List<byte[]> allGather(byte[] own) {
        long start = System.nanoTime();
        byte[][] all = new byte[size()][];
        all[rank] = own;
        for (int hop = 0; hop < size() - 1; hop++) {
            byte[] told = all[Math.floorMod(rank - hop, size())];
            Future<Boolean> sent = sender.submit(() -> send(told, told.length, true));
            all[Math.floorMod(rank - hop - 1, size())] = received("a message");
            result(sent, next(), "a message");
        }
        nanoseconds += System.nanoTime() - start;
        return List.of(all);
    }

    /**
     * The sum of everybody's numbers: each of N segments goes round the ring once, and is added to on its way, then once more as it is. A
     * worker sends {@code 2 (N - 1) / N} times the numbers, however many workers there are.
     *
     * @param values this worker's summands, and then the sums; equally many everywhere
     * @param format how they travel
     * @throws RingException if a worker is lost
     */
    public void allReduce(float[] values, WireFormat format) {
        if (size() == 1) {
            return;
        }
        long start = System.nanoTime();
        float[] summands = new float[Math.min(BLOCK, values.length)];
        for (int hop = 0; hop < size() - 1; hop++) {
            int from = begin(values, rank - hop);
            int to = end(values, rank - hop);
            Future<Boolean> sent = sender.submit(() -> send(values, from, to, format));
            int segment = rank - hop - 1;
            for (int block = begin(values, segment); block < end(values, segment); block += BLOCK) {
                int count = Math.min(BLOCK, end(values, segment) - block);
                format.get(buffer(received("a gradient"), format, count), summands, 0, count);
                for (int i = 0; i < count; i++) {
                    values[block + i] += summands[i];
                }
            }
            result(sent, next(), "a gradient");
        }
        // Whoever has a sum knows more of it than what travels: all shall have the same.
        List<byte[]> whole = encoded(values, begin(values, rank + 1), end(values, rank + 1), format);
        for (int hop = 0; hop < size() - 1; hop++) {
            List<byte[]> told = whole;
            Future<Boolean> sent = sender.submit(() -> send(told));
            int segment = rank - hop;
            whole = new ArrayList<>();
            for (int block = begin(values, segment); block < end(values, segment); block += BLOCK) {
                int count = Math.min(BLOCK, end(values, segment) - block);
                byte[] sums = received("a gradient");
                format.get(buffer(sums, format, count), values, block, count);
                whole.add(sums);
            }
            result(sent, next(), "a gradient");
        }
        nanoseconds += System.nanoTime() - start;
    }

    private int begin(float[] values, int segment) {
        return (int) ((long) values.length * Math.floorMod(segment, size()) / size());
    }

    private int end(float[] values, int segment) {
        return (int) ((long) values.length * (Math.floorMod(segment, size()) + 1) / size());
    }

    private static List<byte[]> encoded(float[] values, int from, int to, WireFormat format) {
        List<byte[]> blocks = new ArrayList<>();
        for (int block = from; block < to; block += BLOCK) {
            int count = Math.min(BLOCK, to - block);
            byte[] bytes = new byte[format.bytes(count)];
            format.put(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values, block, count);
            format.get(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values, block, count);
            blocks.add(bytes);
        }
        return blocks;
    }

    private ByteBuffer buffer(byte[] payload, WireFormat format, int count) {
        if (payload.length != format.bytes(count)) {
            throw new RingException(before() + " sent " + payload.length + " bytes of a gradient where "
                    + format.bytes(count) + " were due. Give all workers the same editor, facts and options.");
        }
        return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    }

    private boolean send(float[] values, int from, int to, WireFormat format) throws IOException {
        byte[] bytes = new byte[format.bytes(Math.min(BLOCK, to - from))];
        for (int block = from; block < to; block += BLOCK) {
            int count = Math.min(BLOCK, to - block);
            format.put(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values, block, count);
            send(bytes, format.bytes(count), false);
        }
        connections.get(0).flush();
        return true;
    }

    private boolean send(List<byte[]> blocks) throws IOException {
        for (byte[] block : blocks) {
            send(block, block.length, false);
        }
        connections.get(0).flush();
        return true;
    }

    private boolean send(byte[] payload, int length, boolean last) throws IOException {
        connections.get(0).write(payload, length);
        if (last) {
            connections.get(0).flush();
        }
        return true;
    }

    private byte[] received(String what) {
        try {
            return connections.get(1).read();
        } catch (IOException failure) {
            throw before().lost(what, timeout, failure);
        }
    }

    private <T> T result(Future<T> future, Peer peer, String what) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw peer.lost(what, timeout, new IOException(failure.getCause()));
        } catch (TimeoutException late) {
            throw new RingException(
                    peer + " took nothing for " + timeout.toSeconds() + " s, while " + what
                            + " was sent to it. Spark starts the stage again where it may.",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RingException(
                    "Worker " + rank + " was interrupted while it waited for " + peer + ". Spark ended its task.",
                    interrupted);
        }
    }

    /** Ends all connections; the workers beside this one find out. */
    @Override
    public void close() {
        sender.shutdownNow();
        connections.forEach(Frames::close);
    }
}
