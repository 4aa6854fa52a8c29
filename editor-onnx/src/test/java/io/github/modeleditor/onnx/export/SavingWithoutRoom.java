package io.github.modeleditor.onnx.export;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that may write no file longer than 8192 bytes, and then saves adapters, a base graph and a merged model,
 * which are longer. Its arguments: a model folder, the adapter file, the folder of the base graph, the folder of PEFT's
 * adapter, that of the merged model. It prints the messages of the failures.
 */
final class SavingWithoutRoom {
    private static final LoraConfig LORA = LoraConfig.rank(8);

    private SavingWithoutRoom() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (OnnxEngine engine = OnnxEngine.open(Path.of(arguments[0]), Device.cpu(1), LORA)) {
            LoraLayout layout = engine.layout(LORA);
            LoraWeights weights = new LoraWeights(layout, new float[layout.size()]);
            String fingerprint = engine.description().fingerprint();
            limitFileSize();
            fails(() -> engine.adapterWriter().write(Path.of(arguments[1]), AdapterFormat.ONNX, weights, fingerprint));
            fails(() -> engine.writeBaseGraph(Path.of(arguments[2])));
            fails(() -> engine.adapterWriter().write(Path.of(arguments[3]), AdapterFormat.PEFT, weights, fingerprint));
            fails(() -> engine.writeMerged(Path.of(arguments[4]), weights));
        }
    }

    private static void limitFileSize() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        int status = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=8192:")
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit ended with " + status);
        }
    }

    private static void fails(Runnable saving) {
        try {
            saving.run();
        } catch (StorageException e) {
            System.out.println(e.getMessage());
            return;
        }
        throw new IllegalStateException("there was room");
    }
}
