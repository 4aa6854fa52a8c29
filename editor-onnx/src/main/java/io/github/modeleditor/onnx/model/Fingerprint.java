package io.github.modeleditor.onnx.model;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ir.Graph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A content hash of a model: SHA-256 over the graph file and every weights file it refers to. */
public final class Fingerprint {
    private static final int CHUNK = 1 << 20;

    private Fingerprint() {}

    /**
     * Hashes a model's content; file names and places do not matter.
     *
     * @param file the ONNX file
     * @param graph what it holds
     * @return 64 hexadecimal digits
     * @throws InvalidModelException if a file cannot be read
     */
    public static String of(Path file, Graph graph) {
        Hasher hasher = Hashing.sha256().newHasher();
        put(hasher, file);
        graph.files().forEach(data -> put(hasher, data));
        return hasher.hash().toString();
    }

    private static void put(Hasher hasher, Path file) {
        byte[] chunk = new byte[CHUNK];
        try (InputStream stream = Files.newInputStream(file)) {
            int read;
            while ((read = stream.read(chunk)) >= 0) {
                hasher.putBytes(chunk, 0, read);
            }
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage() + "). Check that it is readable.", e);
        }
    }
}
