package io.github.modeleditor.onnx.runtime;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.spi.SessionSettings;
import java.util.Map;

/** The settings on the tests' class path; they are what a test of the same thread asks for, else none. */
public final class TestSettings implements SessionSettings {
    private static final ThreadLocal<Map<String, String>> CURRENT = ThreadLocal.withInitial(Map::of);

    static void during(Map<String, String> settings, TestCustomizer.Body body) throws Exception {
        CURRENT.set(settings);
        try {
            body.run();
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public Map<String, String> session(Device device) {
        return CURRENT.get();
    }
}
