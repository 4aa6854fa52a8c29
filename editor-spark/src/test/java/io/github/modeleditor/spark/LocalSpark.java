package io.github.modeleditor.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Spark on this machine, which nobody reaches from another. */
public final class LocalSpark {
    private LocalSpark() {}

    /** Spark in this JVM; tasks are tried as often as named. */
    public static SparkSession inThisJvm(int slots, int tries) {
        return start("local[" + slots + "," + tries + "]");
    }

    /** Spark with as many executors, each a process of its own with one core. */
    public static SparkSession cluster(int executors) {
        writeHome(Path.of(System.getenv("SPARK_HOME")));
        return start("local-cluster[" + executors + ",1,1024]");
    }

    private static SparkSession start(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate();
    }

    /** What executors take for the folder of a distribution: one jar that names the class path of this test. */
    private static void writeHome(Path home) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(classPath.split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try {
            Files.createDirectories(home.resolve("jars"));
            try (OutputStream jar = Files.newOutputStream(home.resolve("jars").resolve("class-path.jar"));
                    JarOutputStream out = new JarOutputStream(jar, manifest)) {
                out.flush();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
