package io.github.modeleditor.cli;

import io.github.modeleditor.api.store.ChangeRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes sets back. */
@Command(
        name = "revert",
        description =
                "Takes sets of facts back. How is trained matters where a repair run is needed: others no longer hold, or the unedited model's answers do not come back.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreRevertCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Mixin
    private StoreEditorOptions editor;

    @Parameters(paramLabel = "EDIT", arity = "1..*", description = "The names of sets, such as e3, as list tells them.")
    private List<String> edits;

    @Override
    public void run() {
        store.change(
                editor.editor(List.of()),
                (open, interruption, listener) -> open.revert(
                        ChangeRequest.of(editor.author(), editor.reason())
                                .cancelledBy(interruption.cancellation())
                                .onProgress(listener),
                        edits));
    }
}
