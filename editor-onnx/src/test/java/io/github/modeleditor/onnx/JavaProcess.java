package io.github.modeleditor.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process of its own, for what would disturb other tests or be disturbed by them. */
public final class JavaProcess {
    private JavaProcess() {}

    /**
     * Runs a class and waits for its end.
     *
     * @return what it wrote, errors included
     * @throws AssertionError if it did not end with 0
     */
    public static String run(Class<?> main, Path folder, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-DOPT_OUT_TRACKING=true");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // Otherwise the C library gives each thread an arena of its own, which grows for reasons of its own.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        int status = builder.start().waitFor();
        String written = Files.readString(output);
        if (status != 0) {
            throw new AssertionError(main.getName() + " ended with " + status + ":\n" + written);
        }
        return written;
    }
}
