package io.github.modeleditor.cli;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.cli.check.CheckJson;
import io.github.modeleditor.cli.check.CheckText;
import io.github.modeleditor.cli.check.DataCheck;
import io.github.modeleditor.cli.check.Trial;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a file of facts is worth, before anything is trained. */
@Command(
        name = "check",
        description =
                "Looks at facts before an edit: repetitions and contradictions; with --model how each is trained, token by"
                        + " token, what the model says today, and what memory and time the edit takes. It takes the options of edit.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The facts can be taught as they are.",
            "1:Some contradict others, or cannot be trained; or it failed.",
            "2:The command line is wrong."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATA", arity = "0..1", description = "The facts, as --data takes them.")
    private @Nullable Path data;

    @Option(names = "--model", paramLabel = "DIR", description = "The model that is to learn them, as edit takes it.")
    private @Nullable Path model;

    @Option(
            names = "--trial",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Train some of the facts for one epoch to tell how long an edit takes (the default with --model).")
    private boolean trial;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private FactOptions facts;

    @Mixin
    private MethodOptions method;

    @Override
    public Integer call() {
        if (data != null) {
            facts.take(data);
        }
        FactOptions.Taught taught = facts.taught();
        DataCheck check = DataCheck.of(taught.facts());
        if (model != null) {
            check = asked(check, method.applyTo(ModelEditor.forModel(model), taught.pool()), model);
        }
        spec.commandLine().getOut().println(json ? CheckJson.of(check) : Main.visible(CheckText.of(check)));
        return check.isSound() ? 0 : Main.FAILED;
    }

    private DataCheck asked(DataCheck check, ModelEditor editor, Path place) {
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + place);
            ModelSummary summary = editor.describe();
            long beginning = Ticker.systemTicker().read();
            try (EditingSession session = editor.open()) {
                double opening = (Ticker.systemTicker().read() - beginning) / 1e9;
                if (!(session instanceof CoreEditingSession core)) {
                    throw new InvalidConfigurationException(
                            "The engine of this model does not tell its tokens. Leave --model out.");
                }
                progress.begin("Asking the model");
                DataCheck asked = check.askedOf(core, summary);
                if (!trial || !summary.editable()) {
                    return asked;
                }
                progress.begin("Trying how long an edit takes");
                return new Trial(session, progress, Ticker.systemTicker()).of(asked, opening, editor);
            }
        }
    }
}
