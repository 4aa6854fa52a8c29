package example.app;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.spi.SessionSettings;
import java.util.Map;

/** Settings by their names, and a count of the sessions that asked. */
public final class Settings implements SessionSettings {
    static int sessions;

    @Override
    public Map<String, String> session(Device device) {
        sessions++;
        return Map.of("session.intra_op.allow_spinning", "0");
    }
}
