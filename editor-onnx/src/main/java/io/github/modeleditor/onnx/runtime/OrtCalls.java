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
        return new DeviceException(
                "ONNX Runtime could not " + what + " (" + e.getMessage()
                        + "). If memory ran out, use smaller batches; otherwise check the model with onnx.checker.",
                e);
    }
}
