package example.app;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;

/** ONNX Runtime's own options, and a count of the sessions that asked. */
public final class Customizer implements SessionOptionsCustomizer {
    static int sessions;

    @Override
    public void customize(SessionOptions options, Device device) throws OrtException {
        sessions++;
        options.setInterOpNumThreads(1);
    }
}
