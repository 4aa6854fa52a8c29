package io.github.modeleditor.onnx.doctor;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the system's loader, and the JVM, look for shared libraries: {@code java.library.path}; on Linux {@code
 * LD_LIBRARY_PATH}, the folders of {@code /etc/ld.so.conf}, and the usual ones; on Windows {@code PATH} and CUDA's folder.
 */
final class LibrarySearch {
    private static final List<String> USUAL = List.of(
            "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/lib/wsl/lib", "/usr/local/lib", "/opt/cuda/lib64");

    private final List<Path> folders;

    LibrarySearch(Host host) {
        Set<Path> all = new LinkedHashSet<>(Host.folders(host.property("java.library.path")));
        if (host.isWindows()) {
            all.addAll(Host.folders(host.environment().getOrDefault("PATH", "")));
            String cuda = host.environment().getOrDefault("CUDA_PATH", "");
            all.addAll(Host.folders(cuda.isBlank() ? "" : cuda + "/bin"));
        } else {
            all.addAll(Host.folders(host.environment().getOrDefault("LD_LIBRARY_PATH", "")));
            all.addAll(configured(host, "/etc/ld.so.conf"));
            for (String usual : USUAL) {
                all.add(host.file(usual));
            }
            String triplet = host.architecture().equals("amd64") ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
            all.add(host.file("/lib/" + triplet));
            all.add(host.file("/usr/lib/" + triplet));
        }
        folders = List.copyOf(all);
    }

    /** The folders named in the loader's configuration and in the files it includes. */
    private static Collection<Path> configured(Host host, String file) {
        List<Path> found = new ArrayList<>();
        for (String line : host.text(file).orElse("").lines().map(String::strip).toList()) {
            if (line.startsWith("include ")) {
                Path pattern = host.file(line.substring("include ".length()).strip());
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
                Path parent = pattern.getParent();
                Stream<Path> included = parent == null ? Stream.of() : Host.list(parent).stream();
                included.filter(matcher::matches)
                        .map(path ->
                                "/" + host.root().relativize(path).toString().replace('\\', '/'))
                        .filter(path -> !path.equals(file))
                        .forEach(path -> found.addAll(configured(host, path)));
            } else if (line.startsWith("/")) {
                found.add(host.file(line));
            }
        }
        return found;
    }

    /** The first file of a name, as the loader would take it. */
    Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The files that begin with a name, such as other versions of a library. */
    List<Path> startingWith(String name) {
        return folders.stream()
                .flatMap(folder -> Host.list(folder).stream())
                .filter(file -> String.valueOf(file.getFileName()).startsWith(name))
                .toList();
    }
}
