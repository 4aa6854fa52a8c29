package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.spi.SessionSettings;
import io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;
import java.util.Map;
import java.util.ServiceLoader;

/** Every {@link SessionSettings} and then every {@link SessionOptionsCustomizer} on the class path, in its order. */
final class Customizers {
    private Customizers() {}

    /** A change that may be refused. */
    @FunctionalInterface
    private interface Change<T> {
        void by(T service) throws OrtException;
    }

    static void customize(SessionOptions options, Device device) throws OrtException {
        each(SessionSettings.class, settings -> {
            for (Map.Entry<String, String> setting : settings.session(device).entrySet()) {
                options.addConfigEntry(setting.getKey(), setting.getValue());
            }
        });
        each(SessionOptionsCustomizer.class, customizer -> customizer.customize(options, device));
    }

    static void customize(OrtCUDAProviderOptions options, Device.Cuda device) throws OrtException {
        each(SessionSettings.class, settings -> {
            for (Map.Entry<String, String> setting : settings.provider(device).entrySet()) {
                options.add(setting.getKey(), setting.getValue());
            }
        });
        each(SessionOptionsCustomizer.class, customizer -> customizer.customizeCuda(options, device));
    }

    private static <T> void each(Class<T> type, Change<T> change) throws OrtException {
        for (ServiceLoader.Provider<T> provider :
                ServiceLoader.load(type).stream().toList()) {
            change.by(provider.get());
        }
    }
}
