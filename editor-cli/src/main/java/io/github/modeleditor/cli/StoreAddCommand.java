package io.github.modeleditor.cli;

import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Appends the facts of a file. */
@Command(
        name = "add",
        description = "Appends the facts of a file to a store, as one set with an adapter of its own.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreAddCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Mixin
    private FactOptions facts;

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            defaultValue = "reject",
            description =
                    "Where a fact contradicts a current one of the store: reject, supersede, which takes its place, or"
                            + " keep-both (default: ${DEFAULT-VALUE}).")
    private ConflictPolicy conflicts;

    @Mixin
    private AcceptanceOptions acceptance;

    @Mixin
    private StoreEditorOptions editor;

    @Override
    public void run() {
        FactOptions.Taught taught = facts.taught();
        AppendRequest request = AppendRequest.of(taught.facts(), editor.author(), editor.reason())
                .onConflict(conflicts)
                .accepting(acceptance.policy());
        store.change(
                editor.editor(taught.pool()),
                (open, interruption, listener) -> open.append(
                        request.cancelledBy(interruption.cancellation()).onProgress(listener)));
    }
}
