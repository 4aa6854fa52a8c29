package io.github.modeleditor.cli;

import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.StoredVersion;
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

    /** Prints an answer in the form that was asked for. */
    void print(Map<String, ?> fields, Supplier<String> text) {
        command.commandLine().getOut().println(json ? StoreJson.of(fields) : text.get());
    }

    void print(StoredVersion version) {
        print(StoreJson.version(version), () -> StoreText.lines(version));
    }
}
