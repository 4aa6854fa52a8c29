package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Device.Cuda.ArenaExtendStrategy;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.onnx.JavaProcess;
import io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    /** As a build with the CUDA provider says; that of the tests then fails in earnest when the provider is asked for. */
    private static final Set<OrtProvider> WITH_CUDA = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA);

    /** Falls back three times. */
    static final class FallBack {
        private FallBack() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 3; i++) {
                System.out.println("took " + Devices.resolve(Device.auto(), WITH_CUDA));
            }
        }
    }

    /** Starts ONNX Runtime twice. */
    static final class Load {
        private Load() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    Devices.resolve(Device.cpu());
                    System.out.println("loaded");
                } catch (DeviceException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
        }
    }

    @Test
    void namedGpuIsRefusedWithoutProvider() {
        assumeFalse(Devices.providerNames().contains("cuda"));
        assertThatThrownBy(() -> Devices.resolve(Device.cuda(0)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:0")
                .hasMessageContaining("onnxruntime_gpu");
    }

    @Test
    void namedGpuThatDoesNotWorkIsRefused() {
        assertThatThrownBy(() -> Devices.resolve(Device.cuda(9_999), WITH_CUDA))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:9999 cannot be used")
                .hasMessageContaining("doctor")
                .hasCauseInstanceOf(OrtException.class);
    }

    @Test
    void autoTakesTheCpuWithoutProvider() {
        assertThat(Devices.resolve(Device.auto(), EnumSet.of(OrtProvider.CPU))).isEqualTo(Device.cpu());
        assertThat(Devices.resolve(Device.cpu(3), WITH_CUDA)).isEqualTo(Device.cpu(3));
    }

    @Test
    void autoFallsBackWithOneWarning(@TempDir Path folder) throws Exception {
        assumeFalse(Devices.providerNames().contains("cuda"));
        String output = JavaProcess.run(FallBack.class, folder, List.of());
        assertThat(output.lines().filter("took cpu"::equals)).hasSize(3);
        assertThat(output.lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("Running on the CPU", "cuda:0 cannot be used");
    }

    @Test
    void saysThatTheNativeLibraryIsForAnotherProcessor(@TempDir Path folder) throws Exception {
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            Files.write(folder.resolve(System.mapLibraryName(name)), elfHeader());
        }
        String output = JavaProcess.run(Load.class, folder, List.of("-Donnxruntime.native.path=" + folder));
        assertThat(output).doesNotContain("\tat ", "loaded\n");
        assertThat(output.lines().filter(line -> line.startsWith("refused")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("refused: ONNX Runtime's native library does not load on ")
                        .contains(System.mapLibraryName("onnxruntime"), System.getProperty("os.arch")));
    }

    /** The first bytes of a library for the processor IA-64, and no more. */
    private static byte[] elfHeader() {
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        return header.putShort(16, (short) 3)
                .putShort(18, (short) 50)
                .putInt(20, 1)
                .array();
    }

    @Test
    void optionsOfAGpuAreCheckedAndOnlyWhatChangesResultsIsNamed() {
        Device.Cuda gpu = Device.cuda(1);
        assertThat(gpu.withMemoryLimit(1L << 33).withArenaExtendStrategy(ArenaExtendStrategy.SAME_AS_REQUESTED))
                .hasToString("cuda:1")
                .isNotEqualTo(gpu);
        assertThat(gpu.withTensorFloat32(true)).hasToString("cuda:1,tf32");
        assertThat(gpu.withTensorFloat32(true).withTensorFloat32(false)).isEqualTo(gpu);
        assertThatThrownBy(() -> gpu.withMemoryLimit(0))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("GPU memory limit");
        assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void checkComputesOnTheCpu() {
        assertThat(DeviceCheck.run(Device.cpu(1))).isEqualTo(Device.cpu(1));
    }

    @Test
    void customizerChangesEverySession(@TempDir Path folder) throws Exception {
        TestCustomizer.during(profiling(folder.resolve("profile")), () -> DeviceCheck.run(Device.cpu(1)));
        try (var files = Files.list(folder)) {
            assertThat(files).singleElement().asString().contains("profile").endsWith(".json");
        }
        DeviceCheck.run(Device.cpu(1));
        try (var files = Files.list(folder)) {
            assertThat(files).as("only where asked").hasSize(1);
        }
    }

    @Test
    void customizerThatIsRefusedIsNamed() throws Exception {
        SessionOptionsCustomizer wrong = new SessionOptionsCustomizer() {
            @Override
            public void customize(SessionOptions options, Device device) throws OrtException {
                options.registerCustomOpLibrary("no such library");
            }
        };
        TestCustomizer.during(wrong, () -> assertThatThrownBy(() -> DeviceCheck.run(Device.cpu(1)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("no such library"));
    }

    @Test
    void settingsReachEverySession() throws Exception {
        Map<String, String> nameless = Map.of("", "1");
        TestSettings.during(nameless, () -> assertThatThrownBy(() -> DeviceCheck.run(Device.cpu(1)))
                .isInstanceOf(DeviceException.class));
        Map<String, String> known = Map.of("session.intra_op.allow_spinning", "0");
        TestSettings.during(
                known, () -> assertThat(DeviceCheck.run(Device.cpu(1))).isEqualTo(Device.cpu(1)));
    }

    static SessionOptionsCustomizer profiling(Path prefix) {
        return new SessionOptionsCustomizer() {
            @Override
            public void customize(SessionOptions options, Device device) throws OrtException {
                options.enableProfiling(prefix.toString());
            }
        };
    }
}
