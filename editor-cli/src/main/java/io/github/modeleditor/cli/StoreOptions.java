package io.github.modeleditor.cli;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which store a command is about, and how it answers. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--store", paramLabel = "DIR", required = true, description = "The folder of the store.")
    private Path folder;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    Path folder() {
        return folder;
    }

    EditLedger ledger() {
        return EditLedger.read(folder);
    }

    /** A change that trains. */
    @FunctionalInterface
    interface Change {
        StoredVersion of(EditStore open, Interruption interruption, EditListener listener);
    }

    /** Opens the store, changes it, and prints the new version; where it is interrupted, says what was kept. */
    void change(ModelEditor editor, Change change) {
        PrintWriter err = command.commandLine().getErr();
        try (Interruption interruption = Interruption.of(err);
                ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + folder);
            try (EditStore open = EditStore.open(folder, editor)) {
                print(change.of(open, interruption, interruption.and(progress)));
            } catch (EditCancelledException stopped) {
                if (!interruption.happened()) {
                    throw stopped;
                }
                err.println(interruption.place() + ". The store is as it was. "
                        + ledger().pending()
                                .map(pending -> "A state of training is kept in it, of " + pending.saved()
                                        + ": the same command goes on from there.")
                                .orElse("The same command begins anew."));
                err.flush();
            }
        }
    }

    /** Prints an answer in the form that was asked for. */
    void print(Map<String, ?> fields, Supplier<String> text) {
        command.commandLine().getOut().println(json ? StoreJson.of(fields) : text.get());
    }

    void print(StoredVersion version) {
        print(StoreJson.version(version), () -> StoreText.lines(version));
    }
}
