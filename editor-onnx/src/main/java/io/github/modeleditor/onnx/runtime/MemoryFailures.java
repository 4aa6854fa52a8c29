package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.error.DeviceMemoryException;
import java.util.List;
import java.util.Locale;

/**
 * Tells that memory ran out. ONNX Runtime has no error code for it, so its message is read: those of the arena, of the C++
 * runtime, of CUDA and of cuBLAS and cuDNN.
 */
final class MemoryFailures {
    /** The JVM's own bound on what lies outside its heap, which follows the heap's. */
    private static final String DIRECT = "direct buffer memory";

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
            DIRECT);

    private MemoryFailures() {}

    /** Whether ONNX Runtime, its device or the JVM had no native memory left. */
    static boolean isOne(Throwable failure) {
        String message = message(failure);
        return MESSAGES.stream().anyMatch(message::contains);
    }

    static DeviceMemoryException of(String what, Throwable failure) {
        return new DeviceMemoryException(
                "ONNX Runtime could not " + what + ", since memory ran out (" + failure.getMessage()
                        + "). "
                        + (message(failure).contains(DIRECT)
                                ? "Raise it with -Xmx or -XX:MaxDirectMemorySize, or choose a smaller rank."
                                : "Use smaller batches, or a device with more memory."),
                failure);
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }
}
