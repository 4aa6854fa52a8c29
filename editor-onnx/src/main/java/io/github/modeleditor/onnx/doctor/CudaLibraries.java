package io.github.modeleditor.onnx.doctor;

import io.github.modeleditor.api.report.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's CUDA provider and the libraries it needs. On Linux the provider itself says which; elsewhere, and where
 * there is none, those that ONNX Runtime 1.29 needs are looked for. cuDNN always is, as 1.29 loads it when it first needs it.
 */
final class CudaLibraries {
    private static final String PROVIDER = "onnxruntime_providers_cuda";

    private static final List<String> LINUX =
            List.of("libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10");
    private static final List<String> WINDOWS = List.of("cudart64_12.dll", "cublas64_12.dll", "cublasLt64_12.dll");

    private final Host host;
    private final LibrarySearch search;
    private final Optional<Path> provider;
    private final boolean inJar;
    private final List<String> needed;

    CudaLibraries(Host host, LibrarySearch search) {
        this.host = host;
        this.search = search;
        provider = providerFile(host, search);
        inJar = provider.isEmpty() && packed(host) != null;
        needed = new ArrayList<>(host.isWindows() ? WINDOWS : neededOnLinux());
        needed.remove(NvidiaDriver.library(host));
        String cudnn = host.isWindows() ? "cudnn64_9.dll" : "libcudnn.so.9";
        if (!needed.contains(cudnn)) {
            needed.add(cudnn);
        }
    }

    /** Whether there is a provider library at all. */
    boolean hasProvider() {
        return inJar || provider.isPresent();
    }

    Finding provider(boolean wanted) {
        String name = "CUDA provider";
        if (provider.isPresent()) {
            return library(name, provider.get());
        }
        String where = inJar ? "in the jar of ONNX Runtime" : "not there";
        return inJar ? Finding.found(name, where) : absent(name, where, wanted);
    }

    /** What the provider needs, one finding for each library. */
    List<Finding> libraries(boolean wanted) {
        return needed.stream().map(name -> library(name, wanted)).toList();
    }

    /** A library by its name. */
    Finding library(String name, boolean wanted) {
        Optional<Path> file = search.find(name);
        if (file.isPresent()) {
            return library(name, file.get());
        }
        Set<String> others = new LinkedHashSet<>();
        search.startingWith(stem(name)).forEach(other -> others.add(String.valueOf(other.getFileName())));
        String instead = others.isEmpty() ? "" : "; there is " + String.join(", ", others);
        return absent(name, "not found" + instead, wanted);
    }

    private Finding library(String name, Path file) {
        Optional<ElfFile> elf = ElfFile.read(file);
        if (elf.isPresent() && !Host.machine(elf.get()).equals(host.architecture())) {
            return Finding.missing(
                    name, file + " is for " + Host.machine(elf.get()) + ", and this Java for " + host.architecture());
        }
        return Finding.found(name, file.toString());
    }

    private static Finding absent(String name, String value, boolean wanted) {
        return wanted ? Finding.missing(name, value) : Finding.fact(name, value);
    }

    /** The name without its version. */
    private static String stem(String name) {
        int so = name.indexOf(".so");
        int version = name.lastIndexOf('_');
        return so >= 0 ? name.substring(0, so + 3) : version >= 0 ? name.substring(0, version + 1) : name;
    }

    private static String fileName(Host host) {
        return host.isWindows() ? PROVIDER + ".dll" : "lib" + PROVIDER + ".so";
    }

    /** The provider in the jar of ONNX Runtime, by the loader: a class is asked for resources of its own module only. */
    private static @Nullable URL packed(Host host) {
        String system = host.isWindows() ? "win" : host.isMac() ? "osx" : "linux";
        String processor = host.architecture().equals("amd64") ? "x64" : host.architecture();
        return CudaLibraries.class
                .getClassLoader()
                .getResource("ai/onnxruntime/native/" + system + "-" + processor + "/" + fileName(host));
    }

    /** A provider named to ONNX Runtime by a property comes before that of the jar, and that before the system's. */
    private static Optional<Path> providerFile(Host host, LibrarySearch search) {
        String file = host.property("onnxruntime.native." + PROVIDER + ".path");
        String folder = host.property("onnxruntime.native.path");
        if (!file.isEmpty()) {
            return Optional.of(Path.of(file)).filter(Files::isRegularFile);
        }
        if (!folder.isEmpty()) {
            return Optional.of(Path.of(folder, fileName(host))).filter(Files::isRegularFile);
        }
        return packed(host) == null ? search.find(fileName(host)) : Optional.empty();
    }

    private List<String> neededOnLinux() {
        List<String> named = (inJar ? extracted() : provider.flatMap(ElfFile::read))
                .map(ElfFile::needed)
                .orElse(List.of());
        // The rest is the C library's and ONNX Runtime's own.
        List<String> ofCuda =
                named.stream().filter(name -> name.matches("lib(cu|nv|npp).*")).toList();
        return ofCuda.isEmpty() ? LINUX : ofCuda;
    }

    private Optional<ElfFile> extracted() {
        URL resource = packed(host);
        if (resource == null) {
            return Optional.empty();
        }
        try (InputStream packed = resource.openStream()) {
            Path file = Files.createTempFile(PROVIDER, ".so");
            try {
                Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
                return ElfFile.read(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
