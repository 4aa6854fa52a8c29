package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.error.DeviceException;
import java.util.function.Supplier;

/** What is said where ONNX Runtime's own native library does not load. */
final class NativeLibraries {
    private NativeLibraries() {}

    /**
     * A call that is the first to touch the native library, or may be.
     *
     * @throws DeviceException if the library does not load: for another processor or system, or something it needs missing
     */
    static <T> T load(Supplier<T> call) {
        try {
            return call.get();
        } catch (LinkageError e) {
            throw new DeviceException(
                    "ONNX Runtime's native library does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + " (" + firstLine(e)
                            + "). Use the jar of this system and processor, leave onnxruntime.native.path unset unless it names"
                            + " such a library, and install what is named as missing.",
                    e);
        }
    }

    /** An uncaught exception's handler, for a thread whose failure shows elsewhere. */
    static void ignore(Thread thread, Throwable failure) {}

    /** The JVM wraps what the loader said, and says it only once. */
    private static String firstLine(LinkageError error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
