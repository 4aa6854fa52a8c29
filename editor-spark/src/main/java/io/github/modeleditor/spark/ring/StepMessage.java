package io.github.modeleditor.spark.ring;

import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a worker tells the others of its share of a step before the gradient is summed.
 *
 * @param kind how it went
 * @param state checksum of the step's texts and the weights, which all workers have to agree on
 * @param losses of its batches alone, in their order
 */
record StepMessage(Kind kind, int state, BatchLosses losses) {
    private static final BatchLosses NOTHING = new BatchLosses(0, List.of(), List.of());

    /** How it went. */
    enum Kind {
        STEP,
        OUT_OF_MEMORY,
        FAILED,
        ENDED
    }

    /** A message without losses. */
    static StepMessage of(Kind kind, int state) {
        return new StepMessage(kind, state, NOTHING);
    }

    /** The checksum of what a step begins with. */
    static int state(List<TokenBatch> batches, LoraWeights weights) {
        CRC32C crc = new CRC32C();
        for (TokenBatch batch : batches) {
            put(crc, batch.rows(), batch.columns(), batch.targets());
            for (long token : batch.inputIds()) {
                put(crc, (int) token);
            }
            put(crc, batch.targetWeights());
            put(crc, batch.tokenWeights());
            for (SoftTarget soft : batch.softTargets()) {
                put(crc, (int) soft.position(), Float.floatToRawIntBits(soft.weight()));
                soft.ceiling().map(Ceiling::token).ifPresent(token -> put(crc, token));
                put(crc, soft.reference().probabilities());
            }
        }
        put(crc, weights.values());
        return (int) crc.getValue();
    }

    private static void put(CRC32C crc, int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        crc.update(bytes.array());
    }

    /** In chunks, since an adapter may have many. */
    private static void put(CRC32C crc, float[] numbers) {
        int most = Math.min(numbers.length, 1 << 14);
        ByteBuffer chunk = ByteBuffer.allocate(most * Float.BYTES);
        for (int start = 0; start < numbers.length; start += most) {
            int count = Math.min(most, numbers.length - start);
            chunk.asFloatBuffer().put(numbers, start, count);
            crc.update(chunk.array(), 0, count * Float.BYTES);
        }
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind.name());
            out.writeInt(state);
            out.writeDouble(losses.loss());
            out.writeInt(losses.logProbabilities().size());
            for (int batch = 0; batch < losses.logProbabilities().size(); batch++) {
                float[] logProbabilities = losses.logProbabilities().get(batch);
                out.writeInt(logProbabilities.length);
                for (float value : logProbabilities) {
                    out.writeFloat(value);
                }
                double[] divergences = losses.divergences().get(batch);
                out.writeInt(divergences.length);
                for (double value : divergences) {
                    out.writeDouble(value);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static StepMessage of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.valueOf(in.readUTF());
            int state = in.readInt();
            double loss = in.readDouble();
            int batches = in.readInt();
            List<float[]> logProbabilities = new ArrayList<>();
            List<double[]> divergences = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                float[] found = new float[in.readInt()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = in.readFloat();
                }
                logProbabilities.add(found);
                double[] far = new double[in.readInt()];
                for (int i = 0; i < far.length; i++) {
                    far[i] = in.readDouble();
                }
                divergences.add(far);
            }
            return new StepMessage(kind, state, new BatchLosses(loss, logProbabilities, divergences));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
