package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.config.Device;
import java.util.Map;

/**
 * A user's own settings of the engine's sessions: what {@link Device} does not name, by the names that the engine's runtime
 * has for them, such as {@code session.intra_op.allow_spinning}. {@link java.util.ServiceLoader} finds every implementation
 * on the class path; each is asked for every session, on the thread that opens it, and a setting that several give is that of
 * the last. They come after the library's own settings and change what these are.
 *
 * <p>No type of an engine appears here. What is no setting of a name and a value, such as profiling, is reached by the engine's
 * own hook, if it has one.
 */
public interface SessionSettings {
    /**
     * Settings of a session.
     *
     * @param device where the session will run
     * @return values by name; a name or value that the runtime refuses keeps the session from opening
     */
    default Map<String, String> session(Device device) {
        return Map.of();
    }

    /**
     * Settings of what runs a session on a GPU.
     *
     * @param device the GPU
     * @return values by name, such as {@code cudnn_conv_algo_search}
     */
    default Map<String, String> provider(Device.Cuda device) {
        return Map.of();
    }
}
