package io.github.modeleditor.core.training;

import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A state of training as bytes: four letters and the version of the format, then the fields in their order, big endian, lists
 * after their lengths; at the end the CRC-32C of all that comes before it.
 */
final class TrainingStateFile {
    /** The letters METS. */
    private static final int MAGIC = 0x4D455453;

    private static final int VERSION = 2;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int FLOATS_AT_ONCE = 1 << 14;

    private TrainingStateFile() {}

    static void write(Path file, TrainingState state) {
        AtomicFiles.write(file, stream -> {
            CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            write(state, out);
            out.writeInt((int) checked.getChecksum().getValue());
        });
    }

    static TrainingState read(Path file, LoraLayout layout, String fingerprint) {
        try {
            requireIntact(file);
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                in.readInt();
                int version = in.readInt();
                if (version != VERSION) {
                    throw new StorageException(file + " has version " + version + " of its format, and " + VERSION
                            + " is known. Read it with the release that wrote it, or train anew.");
                }
                String written = in.readUTF();
                TrainingState.requireSame(file.toString(), written, fingerprint);
                return read(written, layout, in);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot read " + file + ": " + failure + ". Give a state of training that is there and whole.",
                    failure);
        }
    }

    /** What the checksum holds for need not be checked field by field. */
    private static void requireIntact(Path file) throws IOException {
        long size = Files.size(file);
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(stream)) {
            if (size < 2 * Integer.BYTES + CHECKSUM_BYTES || in.readInt() != MAGIC) {
                throw new StorageException(file + " is no state of training. Give a file that was saved as one.");
            }
            CRC32C checksum = new CRC32C();
            checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, MAGIC));
            byte[] part = new byte[1 << 16];
            long left = size - Integer.BYTES - CHECKSUM_BYTES;
            while (left > 0) {
                int length = (int) Math.min(left, part.length);
                in.readFully(part, 0, length);
                checksum.update(part, 0, length);
                left -= length;
            }
            if (in.readInt() != (int) checksum.getValue()) {
                throw new StorageException(
                        file + " is damaged: its checksum is another. Give an older state, or train" + " anew.");
            }
        }
    }

    private static void write(TrainingState state, DataOutputStream out) throws IOException {
        out.writeUTF(state.fingerprint());
        TrainingState.Optimizer optimizer = state.optimizer();
        write(optimizer.weights().values(), out);
        write(optimizer.previous().values(), out);
        write(optimizer.mean(), out);
        write(optimizer.variance(), out);
        out.writeInt(optimizer.steps());
        out.writeDouble(state.lossScale().scale());
        out.writeInt(state.lossScale().held());
        out.writeInt(state.lossScale().overflowsInARow());
        out.writeInt(state.schedule().steps());
        out.writeInt(state.schedule().warmupSteps());
        out.writeDouble(state.schedule().maximum());
        out.writeInt(state.stepsOfWholeEpoch());
        TrainingState.Epoch epoch = state.epoch();
        out.writeInt(epoch.number());
        out.writeInt(epoch.done());
        write(epoch.remaining(), out, step -> write(step, out, pass -> write(pass, out, out::writeInt)));
        out.writeDouble(epoch.loss());
        out.writeLong(epoch.targets());
        TrainingState.Texts texts = state.texts();
        out.writeLong(texts.random());
        write(texts.known(), out, out::writeInt);
        out.writeLong(texts.leftOut());
        out.writeInt(texts.tokensPerPass());
        out.writeInt(texts.halvings());
        TrainingState.Totals totals = state.totals();
        out.writeInt(totals.steps());
        out.writeInt(totals.skipped());
        out.writeLong(totals.texts());
        out.writeLong(totals.nanoseconds());
        write(totals.stepLosses(), out, out::writeDouble);
        write(totals.epochLosses(), out, out::writeDouble);
    }

    /** The components in the order in which they were written, which is that of evaluation. */
    private static TrainingState read(String fingerprint, LoraLayout layout, DataInputStream in) throws IOException {
        return new TrainingState(
                fingerprint,
                new TrainingState.Optimizer(
                        new LoraWeights(layout, floats(in)),
                        new LoraWeights(layout, floats(in)),
                        floats(in),
                        floats(in),
                        in.readInt()),
                new TrainingState.LossScale(in.readDouble(), in.readInt(), in.readInt()),
                new CosineSchedule(in.readInt(), in.readInt(), in.readDouble()),
                in.readInt(),
                new TrainingState.Epoch(
                        in.readInt(),
                        in.readInt(),
                        list(in, () -> list(in, () -> list(in, in::readInt))),
                        in.readDouble(),
                        in.readLong()),
                new TrainingState.Texts(
                        in.readLong(), list(in, in::readInt), in.readLong(), in.readInt(), in.readInt()),
                new TrainingState.Totals(
                        in.readInt(),
                        in.readInt(),
                        in.readLong(),
                        in.readLong(),
                        list(in, in::readDouble),
                        list(in, in::readDouble)));
    }

    /** Writes one element. */
    @FunctionalInterface
    private interface Writer<T> {
        void write(T value) throws IOException;
    }

    /** Reads one element. */
    @FunctionalInterface
    private interface Reader<T> {
        T read() throws IOException;
    }

    private static <T> void write(List<T> values, DataOutputStream out, Writer<T> writer) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            writer.write(value);
        }
    }

    private static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(reader.read());
        }
        return List.copyOf(values);
    }

    private static void write(float[] values, DataOutputStream out) throws IOException {
        out.writeInt(values.length);
        ByteBuffer part = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES);
        for (int from = 0; from < values.length; from += FLOATS_AT_ONCE) {
            int count = Math.min(FLOATS_AT_ONCE, values.length - from);
            part.asFloatBuffer().put(values, from, count);
            out.write(part.array(), 0, count * Float.BYTES);
        }
    }

    private static float[] floats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer part = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES);
        for (int from = 0; from < values.length; from += FLOATS_AT_ONCE) {
            int count = Math.min(FLOATS_AT_ONCE, values.length - from);
            in.readFully(part.array(), 0, count * Float.BYTES);
            part.asFloatBuffer().get(values, from, count);
        }
        return values;
    }
}
