package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;
import java.util.concurrent.atomic.AtomicReference;

/** The one customizer on the tests' class path; it does what a test of the same thread asks, else nothing. */
public final class TestCustomizer implements SessionOptionsCustomizer {
    private static final ThreadLocal<AtomicReference<SessionOptionsCustomizer>> CURRENT =
            ThreadLocal.withInitial(AtomicReference::new);

    /** Something that may fail. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static void during(SessionOptionsCustomizer customizer, Body body) throws Exception {
        CURRENT.get().set(customizer);
        try {
            body.run();
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public void customize(SessionOptions options, Device device) throws OrtException {
        SessionOptionsCustomizer current = CURRENT.get().get();
        if (current != null) {
            current.customize(options, device);
        }
    }
}
