package io.github.modeleditor.cli;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Continues a prompt. */
@Command(
        name = "complete",
        description = "Prints how a model, with or without an adapter, continues a prompt greedily.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class CompleteCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdaptedModelOptions model;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "20",
            description = "Tokens to add at most (default: ${DEFAULT-VALUE}).")
    private int maximumTokens;

    @Option(names = "--chat", description = "The prompt is a question: put it through the model's chat template.")
    private boolean chat;

    @Parameters(paramLabel = "PROMPT", description = "What the model is given.")
    private String prompt;

    @Override
    public void run() {
        try (EditingSession session = model.editor().open();
                LanguageModel language = model.in(session)) {
            String text = chat
                    ? language.chat(prompt, GenerationConfig.defaults().withMaximumTokens(maximumTokens), piece -> {})
                    : language.complete(prompt, maximumTokens);
            spec.commandLine().getOut().println(text.strip());
        }
    }
}
