package io.github.modeleditor.cli;

import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps edits: what needs no model is here, the rest are commands of their own. */
@Command(
        name = "store",
        description = "Keeps edits in a folder: correct, ask, regret, undo.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            StoreInitCommand.class,
            StoreAddCommand.class,
            StoreAskCommand.class,
            StoreRevertCommand.class,
            StoreCompactCommand.class,
            StoreExportCommand.class,
            StoreReportCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is a specification
final class StoreCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "Tells every version: when, who, why, what.", mixinStandardHelpOptions = true)
    void list(@Mixin StoreOptions store) {
        List<StoredVersion> history = store.ledger().history();
        store.print(
                Map.of("versions", history.stream().map(StoreJson::version).toList()),
                () -> history.stream().map(StoreText::line).collect(Collectors.joining("\n")));
    }

    @Command(
            name = "show",
            description = "Tells every fact and what had become of it by a version.",
            mixinStandardHelpOptions = true)
    void show(
            @Mixin StoreOptions store,
            @Parameters(
                            paramLabel = "VERSION",
                            arity = "0..1",
                            description = "The number of a version (default: the last).")
                    @Nullable
                    Integer version) {
        EditLedger ledger = store.ledger();
        int number = version == null ? ledger.latest().number() : version;
        List<StoredFact> facts = ledger.facts(number);
        store.print(Map.of("version", number, "facts", StoreJson.facts(facts)), () -> StoreText.facts(facts));
    }

    @Command(
            name = "diff",
            description = "Tells which facts are current in one of two versions alone.",
            mixinStandardHelpOptions = true)
    void diff(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "FROM", description = "The number of a version.") int from,
            @Parameters(paramLabel = "TO", description = "The number of another.") int to) {
        StoreDiff diff = store.ledger().diff(from, to);
        store.print(
                Map.of("removed", StoreJson.facts(diff.removed()), "added", StoreJson.facts(diff.added())),
                () -> StoreText.diff(diff));
    }

    @Command(
            name = "verify",
            description = "Reads every byte and tells whether it is what was written; ends with 1 where it is not.",
            mixinStandardHelpOptions = true)
    int verify(@Mixin StoreOptions store) {
        Verification found = store.ledger().verify();
        store.print(StoreJson.verification(found), () -> StoreText.verification(found));
        return found.isWhole() ? 0 : Main.FAILED;
    }
}
