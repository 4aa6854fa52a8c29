package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.error.DeviceException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is said, each time the same, where ONNX Runtime's own native library does not load. */
final class NativeLibraries {
    /** The JVM says what the loader said only once, and that a class could not be initialized afterwards. */
    private static final AtomicReference<@Nullable String> SAID = new AtomicReference<>();

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
            SAID.compareAndSet(null, firstLine(e));
            throw new DeviceException(
                    "ONNX Runtime's native library does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + " (" + SAID.get()
                            + "). It is unpacked into " + System.getProperty("java.io.tmpdir")
                            + ", which has to be writable. Use the jar of this system and processor, leave onnxruntime.native.path unset unless it names"
                            + " such a library, and install what is named as missing.",
                    e);
        }
    }

    /** An uncaught exception's handler, for a thread whose failure shows elsewhere. */
    static void ignore(Thread thread, Throwable failure) {}

    private static String firstLine(LinkageError error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }
}
