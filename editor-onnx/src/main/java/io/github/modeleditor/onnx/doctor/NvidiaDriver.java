package io.github.modeleditor.onnx.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** NVIDIA's driver and what its own tool says of the GPUs. */
final class NvidiaDriver {
    private static final String VERSION = "/proc/driver/nvidia/version";
    private static final List<String> QUERY =
            List.of("--query-gpu=index,name,driver_version,memory.total,compute_cap", "--format=csv,noheader");
    private static final int SECONDS = 10;

    private NvidiaDriver() {}

    static String library(Host host) {
        return host.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
    }

    /** The kernel module's version, where the system tells it. */
    static Optional<String> version(Host host) {
        return host.text(VERSION)
                .flatMap(text -> text.lines().findFirst())
                .map(line -> line.replaceAll(".*Kernel Module(?: for \\S+)?\\s+(\\S+).*", "$1"));
    }

    /** One line for each GPU. */
    static List<String> gpus(Host host) {
        String name = host.isWindows() ? "nvidia-smi.exe" : "nvidia-smi";
        return Host.folders(host.environment().getOrDefault("PATH", "")).stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(NvidiaDriver::ask)
                .orElse(List.of());
    }

    private static List<String> ask(Path tool) {
        try {
            Path answer = Files.createTempFile("nvidia-smi", ".txt");
            try {
                Process process = new ProcessBuilder(tool.toString(), QUERY.get(0), QUERY.get(1))
                        .redirectErrorStream(true)
                        .redirectOutput(answer.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return List.of("nvidia-smi does not answer");
                }
                return Files.readString(answer, StandardCharsets.UTF_8).lines().toList();
            } finally {
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            return List.of("nvidia-smi does not run (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("nvidia-smi was interrupted");
        }
    }
}
