package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.error.DeviceException;

/** Calls ONNX Runtime and turns its checked exception into ours. */
final class OrtCalls {
    private OrtCalls() {}

    /** A call that gives something. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws OrtException;
    }

    /** A call that gives nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws OrtException;
    }

    static <T> T call(String what, Call<T> call) {
        try {
            return call.run();
        } catch (OrtException e) {
            throw failure(what, e);
        } catch (OutOfMemoryError e) {
            // The heap's own end is another matter: after it nothing of the process can be relied on.
            if (MemoryFailures.isOne(e)) {
                throw MemoryFailures.of(what, e);
            }
            throw e;
        }
    }

    static void act(String what, Action action) {
        try {
            action.run();
        } catch (OrtException e) {
            throw failure(what, e);
        }
    }

    private static DeviceException failure(String what, OrtException e) {
        if (MemoryFailures.isOne(e)) {
            return MemoryFailures.of(what, e);
        }
        return new DeviceException(
                "ONNX Runtime could not " + what + " (" + e.getMessage() + "). Check the model with onnx.checker.", e);
    }
}
