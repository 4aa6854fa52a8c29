package io.github.modeleditor.cli;

import io.github.modeleditor.api.config.Device;
import picocli.CommandLine.Option;

/** Where a model runs. */
@HelpGroup("Machine")
@SuppressWarnings("NullAway.Init") // picocli sets what has a default
final class DeviceOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cpu:THREADS or cuda:NUMBER (default: ${DEFAULT-VALUE}).")
    private Device device;

    Device device() {
        return device;
    }
}
