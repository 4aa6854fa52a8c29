package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import com.google.common.util.concurrent.Uninterruptibles;

/** ONNX Runtime itself, started once in a process, with its telemetry off. */
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
        OrtCalls.act("turn its telemetry off", () -> environment.setTelemetry(false));
        return environment;
    }
}
