package io.github.modeleditor.spark.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.US_ASCII);
    /** More than a block, and no multiple of anything. */
    private static final int LENGTH = (1 << 18) * 3 + 17;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everybodyGetsTheSameSum(int workers) {
        List<float[]> sums = all(workers, ring -> {
            float[] values = values(ring.rank());
            ring.allReduce(values, WireFormat.FLOAT32);
            return values;
        });

        for (float[] sum : sums) {
            assertThat(sum).isEqualTo(sums.get(0));
        }
        List<float[]> summands =
                IntStream.range(0, workers).mapToObj(RingTest::values).toList();
        for (int i = 0; i < LENGTH; i += 1001) {
            double expected = 0;
            for (float[] values : summands) {
                expected += values[i];
            }
            assertThat(sums.get(0)[i]).isCloseTo((float) expected, within(1e-5f));
        }
    }

    @Test
    void inHalfPrecisionSumsOfSmallNumbersAreTheSameForAllAndNearlyRight() {
        List<float[]> sums = all(3, ring -> {
            float[] values = values(ring.rank());
            for (int i = 0; i < LENGTH; i++) {
                values[i] *= 1e-9f;
            }
            ring.allReduce(values, WireFormat.FLOAT16);
            return values;
        });

        for (float[] sum : sums) {
            assertThat(sum).isEqualTo(sums.get(0));
        }
        float exact = (values(0)[5] + values(1)[5] + values(2)[5]) * 1e-9f;
        assertThat(sums.get(0)[5]).isCloseTo(exact, within(1e-11f)).isNotEqualTo(exact);
    }

    @Test
    void whatIsNotFiniteArrivesEverywhere() {
        List<float[]> sums = all(2, ring -> {
            float[] values = {1, ring.rank() == 0 ? Float.NaN : 1, Float.POSITIVE_INFINITY, 4};
            ring.allReduce(values, WireFormat.FLOAT16);
            return values;
        });

        assertThat(sums.get(1)).containsExactly(2, Float.NaN, Float.POSITIVE_INFINITY, 8);
        assertThat(sums.get(0)).isEqualTo(sums.get(1));
    }

    @Test
    void halfPrecisionTakesHalfTheBytes() {
        List<Long> whole = all(2, ring -> sent(ring, WireFormat.FLOAT32));
        List<Long> half = all(2, ring -> sent(ring, WireFormat.FLOAT16));

        assertThat((double) half.get(0) / whole.get(0)).isCloseTo(0.5, within(0.001));
        // Two workers send each number once: their half of the summands, and their half of the sums.
        assertThat((double) whole.get(0) / (4.0 * LENGTH)).isCloseTo(1, within(0.001));
    }

    private static long sent(Ring ring, WireFormat format) {
        ring.allReduce(values(ring.rank()), format);
        return ring.bytesSent();
    }

    @Test
    void everybodyHearsEverybody() {
        List<List<byte[]>> heard =
                all(4, ring -> ring.allGather(("I am " + ring.rank()).getBytes(StandardCharsets.US_ASCII)));

        for (List<byte[]> messages : heard) {
            assertThat(messages.stream().map(message -> new String(message, StandardCharsets.US_ASCII)))
                    .containsExactly("I am 0", "I am 1", "I am 2", "I am 3");
        }
    }

    @Test
    void aWorkerThatIsSilentIsNamed() {
        CountDownLatch givenUp = new CountDownLatch(1);

        assertThatThrownBy(() -> all(2, SHORT, ring -> {
                    try {
                        if (ring.rank() == 1) {
                            givenUp.await();
                            return 0;
                        }
                        return ring.allGather(new byte[] {1}).size();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    } finally {
                        givenUp.countDown();
                    }
                }))
                .isInstanceOf(RingException.class)
                .hasMessageContaining("Worker 1 at 127.0.0.1:")
                .hasMessageContaining("did not answer within 3 s");
    }

    @Test
    void aWorkerThatIsGoneIsNamed() {
        assertThatThrownBy(() -> all(2, PATIENCE, ring -> {
                    if (ring.rank() == 0) {
                        ring.close();
                        return 0;
                    }
                    return ring.allGather(new byte[] {1}).size();
                }))
                .isInstanceOf(RingException.class)
                .hasMessageContaining("Worker 0 at 127.0.0.1:")
                .hasMessageContaining("was lost");
    }

    @Test
    void whoeverDoesNotKnowTheSecretIsTurnedAway() throws Exception {
        try (RingConnection door = new RingConnection("127.0.0.1")) {
            List<String> addresses = List.of("127.0.0.1:1", door.address());
            CompletableFuture<Frames> accepted = CompletableFuture.supplyAsync(() -> door.accept(
                    new Peer(1, addresses.get(1)), new Peer(0, addresses.get(0)), new Handshake(SECRET, 0), PATIENCE));
            Peer self = new Peer(0, addresses.get(0));
            Peer next = new Peer(1, addresses.get(1));

            byte[] guess = "guess".getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> RingConnection.connect(self, next, new Handshake(guess, 0), PATIENCE))
                    .isInstanceOf(RingException.class)
                    .hasMessageContaining("does not know this run's secret");
            assertThatThrownBy(() -> RingConnection.connect(self, next, new Handshake(SECRET, 1), PATIENCE))
                    .isInstanceOf(RingException.class);
            assertThat(accepted).isNotDone();

            try (Frames connected = RingConnection.connect(self, next, new Handshake(SECRET, 0), PATIENCE)) {
                assertThat(accepted.get()).isNotNull();
                assertThat(connected.bytesWritten()).isZero();
            }
        }
    }

    @Test
    void aDamagedFrameIsNotTakenForAWholeOne() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Socket sending = new Socket(server.getInetAddress(), server.getLocalPort());
                Frames receiving = new Frames(server.accept())) {
            Frames frames = new Frames(sending);
            frames.write(new byte[] {1, 2, 3}, 3);
            frames.flush();
            assertThat(receiving.read()).containsExactly(1, 2, 3);

            DataOutputStream raw = frames.out();
            raw.writeLong(1);
            raw.writeInt(3);
            raw.writeInt(42);
            raw.write(new byte[] {1, 2, 3});
            raw.flush();
            assertThatThrownBy(receiving::read).hasMessageContaining("checksum");
            assertThat(new DataInputStream(sending.getInputStream()).available())
                    .isZero();
        }
    }

    private static float[] values(int rank) {
        Random random = new Random(rank);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static <T> List<T> all(int workers, Function<Ring, T> work) {
        return all(workers, PATIENCE, work);
    }

    /** What workers of one ring give, each on a thread of its own. */
    private static <T> List<T> all(int workers, Duration timeout, Function<Ring, T> work) {
        List<RingConnection> doors = IntStream.range(0, workers)
                .mapToObj(rank -> new RingConnection("127.0.0.1"))
                .toList();
        List<String> addresses = doors.stream().map(RingConnection::address).toList();
        List<CompletableFuture<T>> made = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            Ring.Membership membership = new Ring.Membership(rank, SECRET, 0, timeout);
            RingConnection door = doors.get(rank);
            CompletableFuture<T> result = new CompletableFuture<>();
            new Thread(() -> {
                        try (Ring ring = Ring.join(addresses, membership, door)) {
                            result.complete(work.apply(ring));
                        } catch (RuntimeException | Error failure) {
                            result.completeExceptionally(failure);
                        }
                    })
                    .start();
            made.add(result);
        }
        try {
            return made.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failure) {
            throw (RuntimeException) failure.getCause();
        } finally {
            doors.forEach(RingConnection::close);
        }
    }
}
