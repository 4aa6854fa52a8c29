package io.github.modeleditor.spark.model;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.SparkFiles;

/**
 * Where executors find the model. Its bytes are never part of a task: every machine has the folder, or copies it once.
 *
 * @param kind what the place is
 * @param place a path, a name, or a URI
 */
public record ModelLocation(Kind kind, String place) implements Serializable {
    /** What a place is. */
    public enum Kind {
        /** A path that every machine has, such as of a shared file system. */
        PATH,
        /** A name under {@link SparkFiles}, such as of {@code --archives model.zip#model}. */
        SPARK_FILES,
        /** The URI of a folder that Hadoop's file systems read, such as {@code s3a://bucket/model}. */
        FOLDER
    }

    public ModelLocation {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(place, "place");
        if (place.isBlank()) {
            throw new InvalidConfigurationException("The place of the model is blank. Name a folder.");
        }
    }

    /**
     * A folder, or a GGUF file, at the same path on every machine.
     *
     * @param path made absolute on the driver
     * @return the location
     */
    public static ModelLocation path(Path path) {
        Objects.requireNonNull(path, "path");
        return new ModelLocation(Kind.PATH, path.toAbsolutePath().toString());
    }

    /**
     * What was sent along by {@code --files}, {@code --archives}, {@code SparkContext.addFile} or {@code addArchive}.
     *
     * @param name as {@link SparkFiles#get} takes it
     * @return the location
     */
    public static ModelLocation sparkFiles(String name) {
        return new ModelLocation(Kind.SPARK_FILES, name);
    }

    /**
     * A folder of any file system that Spark's Hadoop client reads. Each host copies it once, into {@code java.io.tmpdir}, and its executors
     * map the copy; a folder whose files changed is another one. Copies stay.
     *
     * @param uri such as {@code s3a://bucket/models/smollm2}; no sub-folders are copied
     * @return the location
     */
    public static ModelLocation folder(String uri) {
        return new ModelLocation(Kind.FOLDER, uri);
    }

    /**
     * The folder on this machine, copied where it has to be.
     *
     * @return an existing path
     * @throws InvalidConfigurationException if there is none
     */
    public Path local() {
        Path local =
                switch (kind) {
                    case PATH -> Path.of(place);
                    case SPARK_FILES -> Path.of(SparkFiles.get(place));
                    case FOLDER -> HostCopy.of(place);
                };
        if (!Files.exists(local)) {
            throw new InvalidConfigurationException(
                    "This machine has no model at " + local + " (" + this
                            + "). Put it there on every machine, send it along with --archives, or name a folder of an object store.");
        }
        return local;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PATH -> place;
            case SPARK_FILES -> "SparkFiles " + place;
            case FOLDER -> place;
        };
    }
}
