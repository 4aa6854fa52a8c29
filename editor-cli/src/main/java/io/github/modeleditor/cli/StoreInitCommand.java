package io.github.modeleditor.cli;

import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.storage.Destination;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a store. */
@Command(
        name = "init",
        description = "Makes a store for a model; its folder must not exist, or be empty.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreInitCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Override
    public void run() {
        Destination.requireNoInput(store.folder(), List.of(model.folder()));
        try (EditStore made = EditStore.create(store.folder(), model.editor().onDevice(device.device()))) {
            store.print(made.history().get(0));
        }
    }
}
