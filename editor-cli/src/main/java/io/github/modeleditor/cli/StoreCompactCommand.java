package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains all facts anew into one adapter. */
@Command(
        name = "compact",
        description =
                "Trains all current facts anew, into one adapter of the rank that --rank says, and tells what it cost.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreCompactCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Mixin
    private StoreEditorOptions editor;

    @Override
    public void run() {
        ModelEditor how = editor.editor(List.of());
        try (EditStore open = EditStore.open(store.folder(), how);
                ConsoleProgress progress = ConsoleProgress.console()) {
            store.print(open.compact(
                    ChangeRequest.of(editor.author(), editor.reason()).onProgress(progress),
                    how.settings().lora().rank()));
        }
    }
}
