package io.github.modeleditor.spark.model;

import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Small files of whatever file system Hadoop's client knows, on driver and executors alike. */
public final class RemoteFiles {
    private RemoteFiles() {}

    /** The file system of a path, with what {@code spark.hadoop.*} says of it. */
    static FileSystem system(Path path) throws IOException {
        SparkEnv environment = SparkEnv.get();
        Configuration configuration = environment == null
                ? new Configuration()
                : SparkHadoopUtil.get().newConfiguration(environment.conf());
        return path.getFileSystem(configuration);
    }

    /**
     * Reads a file whole.
     *
     * @param uri where it is
     * @return its bytes; empty where there is none
     * @throws StorageException if it cannot be read
     */
    public static Optional<byte[]> read(String uri) {
        Path path = new Path(uri);
        try {
            FileSystem fileSystem = system(path);
            if (!fileSystem.exists(path)) {
                return Optional.empty();
            }
            try (var bytes = fileSystem.open(path)) {
                return Optional.of(bytes.readAllBytes());
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "The file " + uri + " cannot be read (" + failure.getMessage() + "). Check its file system.",
                    failure);
        }
    }

    /**
     * Writes a file by way of another, which takes its place when it is whole.
     *
     * @param uri where to; a file that is there is replaced
     * @param bytes what
     * @throws StorageException if it cannot be written
     */
    public static void write(String uri, byte[] bytes) {
        Path path = new Path(uri);
        Path unfinished = new Path(uri + ".unfinished");
        try {
            FileSystem fileSystem = system(path);
            try (OutputStream out = fileSystem.create(unfinished, true)) {
                out.write(bytes);
            }
            // Rename replaces nothing. Should this end in between, there is none, and training begins anew.
            fileSystem.delete(path, false);
            if (!fileSystem.rename(unfinished, path)) {
                throw new IOException("it could not be renamed from " + unfinished);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "The file " + uri + " cannot be written (" + failure.getMessage()
                            + "). Name a folder that every executor may write to.",
                    failure);
        }
    }

    /**
     * Deletes a file.
     *
     * @param uri where it is; it need not be there
     * @throws StorageException if it cannot be deleted
     */
    public static void delete(String uri) {
        Path path = new Path(uri);
        try {
            system(path).delete(path, false);
        } catch (IOException failure) {
            throw new StorageException(
                    "The file " + uri + " cannot be deleted (" + failure.getMessage() + "). Delete it by hand.",
                    failure);
        }
    }
}
