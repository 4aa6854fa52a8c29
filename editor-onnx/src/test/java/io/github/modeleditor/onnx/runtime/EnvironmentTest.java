package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.onnx.JavaProcess;
import io.github.modeleditor.onnx.OnnxEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    /** What the other process runs. */
    static final class Start {
        private Start() {}

        public static void main(String[] arguments) {
            System.out.println(Devices.runtimeVersion());
        }
    }

    @Test
    void startsInAProcessWithALongCommandLine(@TempDir Path folder) throws Exception {
        String output = JavaProcess.run(Start.class, folder, List.of(), "x".repeat(20_000));
        assertThat(output.strip()).endsWith(Devices.runtimeVersion());
    }

    /** A process that is told to end while it opens one session after the other, and goes on with that for a while. */
    static final class End {
        private static final int SESSIONS = 20;

        private End() {}

        public static void main(String[] arguments) {
            CountDownLatch ending = new CountDownLatch(1);
            CountDownLatch opened = new CountDownLatch(SESSIONS);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ending.countDown();
                Uninterruptibles.awaitUninterruptibly(opened);
            }));
            open(Path.of(arguments[0]));
            new Thread(() -> {
                        Uninterruptibles.awaitUninterruptibly(ending);
                        try {
                            for (int i = 0; i < SESSIONS; i++) {
                                open(Path.of(arguments[0]));
                                opened.countDown();
                            }
                        } catch (RuntimeException e) {
                            e.printStackTrace();
                            Runtime.getRuntime().halt(1);
                        }
                    })
                    .start();
            System.exit(0);
        }

        private static void open(Path model) {
            OnnxEngine.open(model, Device.cpu(1), LoraConfig.rank(2)).close();
        }
    }

    @Test
    void isThereToTheEndOfTheProcess(@TempDir Path folder) throws Exception {
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        JavaProcess.run(End.class, folder, List.of(), model.toString());
    }
}
