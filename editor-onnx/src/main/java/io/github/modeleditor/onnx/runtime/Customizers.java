package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.modeleditor.api.config.Device;
import java.util.ServiceLoader;

/** Every {@link SessionOptionsCustomizer} on the class path, in its order. */
final class Customizers {
    private Customizers() {}

    /** A change that may be refused. */
    @FunctionalInterface
    private interface Change {
        void by(SessionOptionsCustomizer customizer) throws OrtException;
    }

    static void customize(SessionOptions options, Device device) throws OrtException {
        each(customizer -> customizer.customize(options, device));
    }

    static void customize(OrtCUDAProviderOptions options, Device.Cuda device) throws OrtException {
        each(customizer -> customizer.customizeCuda(options, device));
    }

    private static void each(Change change) throws OrtException {
        for (ServiceLoader.Provider<SessionOptionsCustomizer> provider :
                ServiceLoader.load(SessionOptionsCustomizer.class).stream().toList()) {
            change.by(provider.get());
        }
    }
}
