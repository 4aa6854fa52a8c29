package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.ChangeRequest;
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
        store.change(
                how,
                (open, interruption, listener) -> open.compact(
                        ChangeRequest.of(editor.author(), editor.reason())
                                .cancelledBy(interruption.cancellation())
                                .onProgress(listener),
                        how.settings().lora().rank()));
    }
}
