package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.error.DeviceMemoryException;
import java.util.List;
import java.util.Locale;

/**
 * Tells that memory ran out. ONNX Runtime has no error code for it, so its message is read: those of the arena, of the C++
 * runtime, of CUDA and of cuBLAS and cuDNN.
 */
final class MemoryFailures {
    private static final List<String> MESSAGES = List.of(
            "failed to allocate memory",
            "bad_alloc",
            "bad allocation",
            "out of memory",
            "available memory of",
            "memory allocation failed",
            "cannot allocate memory",
            "cublas_status_alloc_failed",
            "cudnn_status_alloc_failed",
            "cudaerrormemoryallocation",
            "direct buffer memory");

    private MemoryFailures() {}

    /** Whether ONNX Runtime, its device or the JVM had no native memory left. */
    static boolean isOne(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return MESSAGES.stream().anyMatch(message::contains);
    }

    static DeviceMemoryException of(String what, Throwable failure) {
        return new DeviceMemoryException(
                "ONNX Runtime could not " + what + ", since memory ran out (" + failure.getMessage()
                        + "). Use smaller batches, or a device with more memory.",
                failure);
    }
}
