package io.github.modeleditor.spark.ring;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Two workers prove to one another that they know the secret of this run, which neither tells: each answers a number that the other drew
 * with an HMAC-SHA256 over both numbers, both ranks and the attempt. What is said behind is not encrypted.
 *
 * @param secret of the run
 * @param attempt which try of the stage this is, so that workers of an earlier one find no entry
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Handshake(byte[] secret, int attempt) {
    private static final int MAGIC = 0x4d455231;
    private static final int NONCE = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Who connects, and whom it looks for. */
    private record Ends(int from, int to, byte[] nonceOfFrom, byte[] nonceOfTo) {}

    /**
     * The side that connects.
     *
     * @throws IOException if the other side does not know the secret, or goes
     */
    void connect(DataInputStream in, DataOutputStream out, int from, int to) throws IOException {
        byte[] own = nonce();
        out.writeInt(MAGIC);
        out.writeInt(from);
        out.write(own);
        out.flush();
        byte[] other = in.readNBytes(NONCE);
        Ends ends = new Ends(from, to, own, other);
        if (!MessageDigest.isEqual(proof("accept", ends), in.readNBytes(NONCE))) {
            throw new IOException("it does not know this run's secret");
        }
        out.write(proof("connect", ends));
        out.flush();
    }

    /**
     * The side that is connected to.
     *
     * @return who connected; empty if it does not know the secret
     * @throws IOException if the other side goes
     */
    OptionalInt accept(DataInputStream in, DataOutputStream out, int to) throws IOException {
        if (in.readInt() != MAGIC) {
            return OptionalInt.empty();
        }
        int from = in.readInt();
        byte[] other = in.readNBytes(NONCE);
        byte[] own = nonce();
        Ends ends = new Ends(from, to, other, own);
        out.write(own);
        out.write(proof("accept", ends));
        out.flush();
        return MessageDigest.isEqual(proof("connect", ends), in.readNBytes(NONCE))
                ? OptionalInt.of(from)
                : OptionalInt.empty();
    }

    private byte[] proof(String side, Ends ends) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update(side.getBytes(StandardCharsets.US_ASCII));
            mac.update(ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(attempt)
                    .putInt(ends.from())
                    .putInt(ends.to())
                    .array());
            mac.update(ends.nonceOfFrom());
            return mac.doFinal(ends.nonceOfTo());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", impossible);
        }
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return nonce;
    }
}
