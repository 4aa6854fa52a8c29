package io.github.modeleditor.onnx.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.report.Finding;
import io.github.modeleditor.api.report.Finding.State;
import io.github.modeleditor.onnx.runtime.Devices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines made of folders, with empty files for libraries; the trying of the device is real. */
class DoctorTest {
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    DoctorTest(@TempDir Path folder) {
        root = folder;
        properties.putAll(Map.of("os.name", "Linux", "os.version", "6.1", "os.arch", "amd64"));
    }

    private Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        return Files.writeString(path, text);
    }

    private Diagnosis examine(Device device) {
        return Doctor.examine(device, new Host(root, environment, properties));
    }

    private static Finding finding(Diagnosis diagnosis, String name) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void cpuWorksAndNothingIsMissing() throws IOException {
        write("proc/cpuinfo", "processor : 0\nflags : fpu sse4_2 avx2 avx512f\nflags : fpu\n");
        write("proc/meminfo", "MemTotal:       16000000 kB\nMemFree: 1 kB\n");
        write("sys/fs/cgroup/memory.max", "8000000000\n");
        for (Device device : new Device[] {Device.cpu(1), Device.auto()}) {
            Diagnosis diagnosis = examine(device);
            assertThat(diagnosis.works()).isTrue();
            assertThat(diagnosis.advice()).isEmpty();
            assertThat(diagnosis.findings()).noneMatch(finding -> finding.state() == State.MISSING);
            assertThat(finding(diagnosis, "instructions").value()).isEqualTo("avx2 avx512f");
            assertThat(finding(diagnosis, "memory").value()).startsWith("16.4 GB, container limit 8.0 GB, Java heap");
            assertThat(diagnosis.toText()).contains("works: computed on cpu").doesNotContain("missing");
        }
    }

    @Test
    void unlimitedContainersHaveNoLimit() throws IOException {
        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(finding(examine(Device.cpu(1)), "memory").value()).doesNotContain("limit");
    }

    @Test
    void saysAllThatAGpuLacks() {
        assumeFalse(Devices.providerNames().contains("cuda"));
        Diagnosis diagnosis = examine(Device.cuda(0));
        assertThat(diagnosis.works()).isFalse();
        assertThat(diagnosis.outcome()).contains("cuda:0", "onnxruntime_gpu");
        assertThat(diagnosis.findings())
                .filteredOn(finding -> finding.state() == State.MISSING)
                .extracting(Finding::name)
                .containsExactly(
                        "CUDA provider",
                        "libcuda.so.1",
                        "libcudart.so.12",
                        "libcublas.so.12",
                        "libcublasLt.so.12",
                        "libcurand.so.10",
                        "libcudnn.so.9");
        assertThat(diagnosis.advice()).hasSize(4);
        assertThat(diagnosis.toText())
                .contains(
                        "  missing  libcuda.so.1",
                        "cuda:0 does not work",
                        "- Install NVIDIA's driver",
                        "libcurand.so.10)");
    }

    @Test
    void findsLibrariesWhereTheLoaderDoes() throws IOException {
        write("first/libcuda.so.1", "");
        write("second/libcublas.so.12", "");
        environment.put("LD_LIBRARY_PATH", root.resolve("second") + ":" + root.resolve("nowhere"));
        properties.put("java.library.path", root.resolve("first").toString());
        write("etc/ld.so.conf", "# comment\ninclude /etc/ld.so.conf.d/*.conf\n");
        write("etc/ld.so.conf.d/cuda.conf", "/opt/nvidia/lib\n");
        write("etc/ld.so.conf.d/other.txt", "/opt/other\n");
        Path cudnn = write("opt/nvidia/lib/libcudnn.so.9", "");
        write("opt/other/libcurand.so.10", "");
        write("usr/lib/x86_64-linux-gnu/libcudart.so.12", "");
        write("usr/lib64/libcublasLt.so.13", "");

        Diagnosis diagnosis = examine(Device.cuda(0));
        assertThat(finding(diagnosis, "libcudnn.so.9")).isEqualTo(Finding.found("libcudnn.so.9", cudnn.toString()));
        assertThat(diagnosis.findings())
                .filteredOn(finding -> finding.state() == State.FOUND)
                .extracting(Finding::name)
                .contains("libcuda.so.1", "libcublas.so.12", "libcudart.so.12", "libcudnn.so.9")
                .doesNotContain("libcurand.so.10");
        assertThat(finding(diagnosis, "libcublasLt.so.12"))
                .isEqualTo(Finding.missing("libcublasLt.so.12", "not found; there is libcublasLt.so.13"));
    }

    @Test
    void aDriverAloneMakesAutoAskForTheRest() throws IOException {
        write("usr/lib/libcuda.so.1", "");
        write(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.10  Thu Jan\nGCC\n");
        Diagnosis diagnosis = examine(Device.auto());
        assertThat(diagnosis.works()).as("the CPU does").isTrue();
        assertThat(finding(diagnosis, "NVIDIA driver").value()).isEqualTo("570.86.10");
        assertThat(finding(diagnosis, "libcudart.so.12").state()).isEqualTo(State.MISSING);
        assertThat(diagnosis.advice()).isNotEmpty();
    }

    @Test
    void namesALibraryOfAnotherProcessor() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putShort(18, (short) 183);
        Path library = write("usr/lib/libcuda.so.1", "");
        Files.write(library, header.array());
        Diagnosis diagnosis = examine(Device.cuda(0));
        assertThat(finding(diagnosis, "libcuda.so.1").value())
                .isEqualTo(library + " is for aarch64, and this Java for amd64");
        assertThat(diagnosis.advice()).anyMatch(line -> line.startsWith("Replace libcuda.so.1"));
    }

    @Test
    void looksForOtherNamesOnWindows() throws IOException {
        properties.putAll(Map.of("os.name", "Windows 11"));
        write("cuda/bin/cudart64_12.dll", "");
        environment.put("PATH", root.resolve("cuda/bin").toString());
        Diagnosis diagnosis = examine(Device.cuda(0));
        assertThat(finding(diagnosis, "cudart64_12.dll").state()).isEqualTo(State.FOUND);
        assertThat(finding(diagnosis, "cudnn64_9.dll").state()).isEqualTo(State.MISSING);
        assertThat(finding(diagnosis, "nvcuda.dll").state()).isEqualTo(State.MISSING);
    }

    @Test
    void readsWhatTheProviderItselfNeeds() throws IOException {
        Path provider = root.resolve("provider.so");
        Files.write(provider, needing("libcudart.so.13", "libcublas.so.13", "libcuda.so.1", "libc.so.6"));
        properties.put("onnxruntime.native.onnxruntime_providers_cuda.path", provider.toString());
        Diagnosis diagnosis = examine(Device.cuda(0));
        assertThat(finding(diagnosis, "CUDA provider").value()).isEqualTo(provider.toString());
        assertThat(diagnosis.findings())
                .filteredOn(finding -> finding.state() == State.MISSING)
                .extracting(Finding::name)
                .containsExactly("libcuda.so.1", "libcudart.so.13", "libcublas.so.13", "libcudnn.so.9");
        assertThat(diagnosis.advice()).anyMatch(line -> line.contains("cuDNN 9 for CUDA 13"));
    }

    /** The least that is a library for amd64 and needs others: one segment of everything, one of what is needed. */
    private static byte[] needing(String... names) {
        byte[] strings = (String.join("\0", names) + "\0").getBytes(StandardCharsets.UTF_8);
        int dynamic = 64 + 2 * 56;
        int entries = 16 * (names.length + 1);
        int size = dynamic + entries + strings.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putShort(18, (short) 62);
        elf.putLong(32, 64).putShort(56, (short) 2);
        elf.position(64)
                .putInt(1)
                .putInt(0)
                .putLong(0)
                .putLong(0x1000)
                .putLong(0)
                .putLong(size);
        elf.position(64 + 56)
                .putInt(2)
                .putInt(0)
                .putLong(dynamic)
                .putLong(0)
                .putLong(0)
                .putLong(entries);
        elf.position(dynamic);
        int offset = 0;
        for (String name : names) {
            elf.putLong(1).putLong(offset);
            offset += name.length() + 1;
        }
        return elf.putLong(5).putLong(0x1000 + dynamic + entries).put(strings).array();
    }
}
