package io.github.modeleditor.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.ModelSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what a model is and what an edit of it would need. */
@Command(
        name = "describe",
        description =
                "Tells what a model is, where an adapter can attach, and what memory an edit takes, without running it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class DescribeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private TargetOptions targets;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Tokens that pass through the model at once (default: ${DEFAULT-VALUE}).")
    private int tokens = TrainingConfig.defaults().batches().tokensPerPass();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run() {
        ModelEditor editor = model.editor();
        ModelSummary summary = editor.withLora(targets.applyTo(editor.settings().lora()))
                .withTraining(editor.settings().training().withTokensPerPass(tokens))
                .describe();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? toJson(summary) : SummaryText.of(summary));
    }

    private static String toJson(ModelSummary summary) {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(new SimpleModule().addSerializer(Optional.class, new OptionalSerializer()))
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(summary);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary is plain values", e);
        }
    }

    /** What is absent is null. */
    @SuppressWarnings("rawtypes") // as SimpleModule takes it
    private static final class OptionalSerializer extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeObject(value.isPresent() ? value.get() : null);
        }
    }
}
