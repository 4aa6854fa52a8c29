package io.github.modeleditor.cli;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.store.EditStore;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Continues a prompt by a version. */
@Command(
        name = "ask",
        description = "Prints how a version continues a prompt greedily.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreAskCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Option(
            names = "--at",
            paramLabel = "VERSION",
            description = "The number of a version; 0 is the unedited model (default: the last).")
    private @Nullable Integer version;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "20",
            description = "Tokens to add at most (default: ${DEFAULT-VALUE}).")
    private int maximumTokens;

    @Parameters(paramLabel = "PROMPT", description = "What the model is given.")
    private String prompt;

    @Override
    public void run() {
        try (EditStore open = EditStore.open(store.folder(), model.editor().onDevice(device.device()))) {
            int number = version == null ? open.latest().number() : version;
            try (LanguageModel asked = open.checkout(number)) {
                String text = asked.complete(prompt, maximumTokens).strip();
                store.print(Map.of("version", number, "prompt", prompt, "completion", text), () -> text);
            }
        }
    }
}
