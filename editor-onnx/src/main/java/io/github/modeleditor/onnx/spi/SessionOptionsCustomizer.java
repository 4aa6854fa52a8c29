package io.github.modeleditor.onnx.spi;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.github.modeleditor.api.config.Device;

/**
 * The user's own hand on ONNX Runtime's options: what {@link Device} does not name, such as profiling, a custom operator
 * library, or another option of the CUDA provider. {@link java.util.ServiceLoader} finds every implementation on the class
 * path; each is called for every session, on the thread that opens it, after the library has set its own options.
 */
public interface SessionOptionsCustomizer {
    /**
     * Changes the options of a session that is about to be opened.
     *
     * @param options the options, to be neither kept nor closed
     * @param device where the session will run
     * @throws OrtException if an option is refused; the session is then not opened
     */
    default void customize(SessionOptions options, Device device) throws OrtException {}

    /**
     * Changes the options of the CUDA provider before a session gets it.
     *
     * @param options the options, to be neither kept nor closed
     * @param device the GPU
     * @throws OrtException if an option is refused; the session is then not opened
     */
    default void customizeCuda(OrtCUDAProviderOptions options, Device.Cuda device) throws OrtException {}
}
