package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.modeleditor.api.ModelEditor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime itself, started once in a process, with its telemetry off. Version 1.29 reports on Linux and macOS that it was started before
 * that can be said, unless {@code ORT_DISABLE_TELEMETRY} is set in the environment of the process.
 */
final class Environment {
    /**
     * From 1.29 on ONNX Runtime matches the command line of the process with a recursive regular expression when it starts. On
     * a Java thread of ordinary size a class path of some 4000 characters overflows the stack, which ends the process without
     * a message. Memory is taken only as far as the recursion goes, and given back when the thread ends.
     */
    private static final long STACK_BYTES = 1L << 29;

    private static final OrtEnvironment INSTANCE = start();

    private Environment() {}

    static OrtEnvironment get() {
        return INSTANCE;
    }

    private static OrtEnvironment start() {
        // No lambda: its body would be a method of this class, and wait for the initialization that waits for it.
        Thread starting = new Thread(null, OrtEnvironment::getEnvironment, "onnxruntime-start", STACK_BYTES);
        // What it throws, the call below throws too.
        starting.setUncaughtExceptionHandler(NativeLibraries::ignore);
        starting.start();
        Uninterruptibles.joinUninterruptibly(starting);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        hold();
        OrtCalls.act("turn its telemetry off", () -> environment.setTelemetry(false));
        return environment;
    }

    /**
     * Counts one more user of the environment, who never leaves. ONNX Runtime gives the environment up in a shutdown hook, and hooks
     * run side by side: a pass that is under way when the process is asked to end would lose its ground, which ends the process with
     * a fault, before the hooks of others are done. Only the private method that makes the environment counts users; where it cannot
     * be called, all is as it was.
     *
     * @see <a href="https://github.com/microsoft/onnxruntime/issues/31352">ONNX Runtime issue 31352</a>
     */
    private static void hold() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "modeleditor");
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            LoggerFactory.getLogger(ModelEditor.LOGGER).debug("ONNX Runtime's environment cannot be held", e);
        }
    }
}
