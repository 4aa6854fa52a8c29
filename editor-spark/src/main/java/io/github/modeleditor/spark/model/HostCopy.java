package io.github.modeleditor.spark.model;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Copies of folders of remote file systems, one a host: whoever of its executors comes first copies, the others wait for a lock on a file
 * and find the copy. A copy is there whole or not at all.
 */
final class HostCopy {
    private static final String CACHE = "modeleditor-models";
    private static final int NAME_BYTES = 16;

    private HostCopy() {}

    /** The copy of a folder on this host; within a JVM one thread at a time, as a lock of a file is the whole JVM's. */
    static synchronized Path of(String uri) {
        org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
        try {
            FileSystem fileSystem = RemoteFiles.system(source);
            List<FileStatus> files = files(fileSystem, source);
            Path cache = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), CACHE));
            Path copy = cache.resolve(name(uri, files));
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(copy.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(copy)) {
                    copy(fileSystem, files, copy);
                }
            }
            return copy;
        } catch (IOException failure) {
            throw new StorageException(
                    "The model at " + uri + " cannot be copied to this machine (" + failure.getMessage()
                            + "). Check that executors may read it, and that there is room in "
                            + System.getProperty("java.io.tmpdir") + ".",
                    failure);
        }
    }

    private static List<FileStatus> files(FileSystem fileSystem, org.apache.hadoop.fs.Path source) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus status : fileSystem.listStatus(source)) {
            if (status.isFile()) {
                files.add(status);
            }
        }
        if (files.isEmpty()) {
            throw new InvalidConfigurationException(
                    "There is no file in the folder " + source + ". Name the folder that holds the model.");
        }
        files.sort(Comparator.comparing(status -> status.getPath().getName()));
        return files;
    }

    private static String name(String uri, List<FileStatus> files) {
        StringBuilder all = new StringBuilder(uri);
        for (FileStatus file : files) {
            all.append('\n')
                    .append(file.getPath().getName())
                    .append(' ')
                    .append(file.getLen())
                    .append(' ')
                    .append(file.getModificationTime());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static void copy(FileSystem fileSystem, List<FileStatus> files, Path copy) throws IOException {
        Path unfinished = Files.createTempDirectory(copy.getParent(), "copying-");
        for (FileStatus file : files) {
            try (InputStream bytes = fileSystem.open(file.getPath())) {
                Files.copy(bytes, unfinished.resolve(file.getPath().getName()));
            }
        }
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
    }
}
