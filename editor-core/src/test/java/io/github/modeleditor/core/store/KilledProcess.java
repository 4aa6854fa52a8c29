package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process of its own that works until it says that it waits, and is then killed as by {@code kill -9}. */
final class KilledProcess {
    private static final String WAITING = "waiting";

    private KilledProcess() {}

    /**
     * Starts a program of the class path, and kills it where it {@linkplain #waitToBeKilled() waits}.
     *
     * @return the lines that it had said by then
     */
    static List<String> run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        program.getName()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        boolean reached = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            @Nullable String line = lines.readLine();
            while (line != null && !reached) {
                reached = line.equals(WAITING);
                said.add(line);
                line = reached ? null : lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(reached).as("%s", said).isTrue();
        return said;
    }

    /** In that process: tells a line. */
    static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** In that process: stops here. */
    static void waitToBeKilled() {
        say(WAITING);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }
}
