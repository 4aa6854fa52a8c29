package io.github.modeleditor.onnx.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine as a program sees it.
 *
 * @param root where its file system begins
 * @param environment its environment variables
 * @param properties the system properties of its JVM
 */
record Host(Path root, Map<String, String> environment, Map<String, String> properties) {
    /** Processors by the number that ELF files have for them. */
    private static final Map<Integer, String> MACHINES =
            Map.of(62, "amd64", 183, "aarch64", 21, "ppc64le", 243, "riscv64");

    static Host here() {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        return new Host(Path.of("").toAbsolutePath().getRoot(), System.getenv(), properties);
    }

    String property(String name) {
        return properties.getOrDefault(name, "");
    }

    boolean isWindows() {
        return property("os.name").toLowerCase(Locale.ROOT).contains("win") && !isMac();
    }

    boolean isMac() {
        return property("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }

    /** The processor this JVM is for, as {@link #machine} names it. */
    String architecture() {
        String name = property("os.arch");
        return name.equals("x86_64") ? "amd64" : name;
    }

    /** The processor that an ELF file is for. */
    static String machine(ElfFile file) {
        return MACHINES.getOrDefault(file.machine(), "processor number " + file.machine());
    }

    /** A file by its absolute path with slashes. */
    Path file(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    Optional<String> text(String absolute) {
        try {
            return Optional.of(Files.readString(file(absolute)));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** The folders of a list such as {@code PATH}; what is no path is passed over. */
    static List<Path> folders(String list) {
        List<Path> folders = new ArrayList<>();
        for (String folder : list.split(File.pathSeparator, -1)) {
            try {
                if (!folder.isBlank()) {
                    folders.add(Path.of(folder.strip()));
                }
            } catch (InvalidPathException none) {
                // as the loader passes over it
            }
        }
        return folders;
    }

    /** What a folder holds, sorted; nothing where it cannot be read. */
    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException | SecurityException unreadable) {
            return List.of();
        }
    }
}
