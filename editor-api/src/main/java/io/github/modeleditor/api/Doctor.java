package io.github.modeleditor.api;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.spi.Providers;
import java.util.Objects;

/** Looks at a machine, tries a device, and says what to install. It changes nothing and downloads nothing. */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines this machine. It takes about a second, or some more where a GPU's provider has to be unpacked.
     *
     * @param device the device that matters
     * @return what was found, and whether the device computes
     * @throws InvalidConfigurationException if there is no engine on the class path
     */
    public static Diagnosis examine(Device device) {
        Objects.requireNonNull(device, "device");
        return Providers.engine().diagnose(device);
    }
}
