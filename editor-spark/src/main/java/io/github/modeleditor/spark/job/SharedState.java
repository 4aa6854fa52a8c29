package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.Resumption;
import io.github.modeleditor.spark.model.RemoteFiles;
import io.github.modeleditor.spark.ring.Ring;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The state of a shared training, in a folder that executors share. The first worker writes it; when the edit begins the first worker
 * reads it and tells the others, so that all go on from the same step whatever the file system shows to whom.
 */
final class SharedState implements AutoCloseable {
    private static final int PIECE = 1 << 26;

    private final Optional<String> uri;
    private final Optional<Path> local;
    private final ShareOfEdit.Options options;
    private final boolean writes;

    private SharedState(Optional<String> uri, Optional<Path> local, ShareOfEdit.Options options, boolean writes) {
        this.uri = uri;
        this.local = local;
        this.options = options;
        this.writes = writes;
    }

    static SharedState of(CoreEditingSession session, List<Fact> facts, ShareOfEdit.Options options, Ring ring) {
        boolean writes = ring.rank() == 0;
        if (options.folder().isEmpty()) {
            return new SharedState(Optional.empty(), Optional.empty(), options, writes);
        }
        String key = Resumption.key(session.settings(), facts, List.of(session.fingerprint()));
        String uri = options.folder().replaceAll("/+$", "") + "/edit-" + key + ".state";
        byte[] kept = writes ? RemoteFiles.read(uri).orElse(new byte[0]) : new byte[0];
        byte[] told = told(kept, ring);
        try {
            Path file = Files.createTempFile("modeleditor", ".state");
            if (told.length == 0) {
                Files.delete(file);
            } else {
                Files.write(file, told);
            }
            return new SharedState(Optional.of(uri), Optional.of(file), options, writes);
        } catch (IOException failure) {
            throw new StorageException(
                    "The state of a training cannot be kept in " + System.getProperty("java.io.tmpdir") + " ("
                            + failure.getMessage() + "). Make room there.",
                    failure);
        }
    }

    /** What the first worker has, in pieces, as it may be longer than a message. */
    private static byte[] told(byte[] kept, Ring ring) {
        byte[] length = ring.allGather(
                        ByteBuffer.allocate(Integer.BYTES).putInt(kept.length).array())
                .get(0);
        byte[] told = new byte[ByteBuffer.wrap(length).getInt()];
        for (int from = 0; from < told.length; from += PIECE) {
            int to = Math.min(told.length, from + PIECE);
            byte[] piece = ring.rank() == 0 ? Arrays.copyOfRange(kept, from, to) : new byte[0];
            System.arraycopy(ring.allGather(piece).get(0), 0, told, from, to - from);
        }
        return told;
    }

    /** Where training keeps its state and goes on from. */
    Resumption resumption() {
        if (local.isEmpty()) {
            return Resumption.none();
        }
        return writes
                ? new Resumption(local, options.steps(), options.time(), () -> false, () -> {}, this::upload)
                : new Resumption(local, Integer.MAX_VALUE, Duration.ofDays(36_500), () -> false, () -> {});
    }

    private void upload(Path state) {
        try {
            RemoteFiles.write(uri.orElseThrow(), Files.readAllBytes(state));
        } catch (IOException failure) {
            throw new StorageException("The state " + state + " cannot be read again.", failure);
        }
    }

    /** Where it is kept, for who deletes it when the edit is made; empty where it is not. */
    String uri() {
        return uri.orElse("");
    }

    @Override
    public void close() {
        local.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failure) {
                file.toFile().deleteOnExit();
            }
        });
    }
}
