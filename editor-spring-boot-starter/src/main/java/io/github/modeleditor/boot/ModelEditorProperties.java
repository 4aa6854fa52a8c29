package io.github.modeleditor.boot;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Strength;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says about its model.
 *
 * @param model Folder or GGUF file of the base model. Without it there are no beans.
 * @param adapter Adapter to answer with, where there is no store.
 * @param device Where the model runs: auto, cpu, cpu:THREADS or cuda:NUMBER.
 * @param precision What numbers the frozen model is computed in while it is trained.
 * @param method How edits are trained.
 * @param store Where edits are kept.
 * @param chat How answers are written where whoever asks does not say.
 */
@ConfigurationProperties("modeleditor")
public record ModelEditorProperties(
        @Nullable Path model,
        @Nullable Path adapter,
        @DefaultValue("auto") String device,
        @DefaultValue("float32") Precision precision,
        @DefaultValue("careful") Method method,
        @DefaultValue Store store,
        @DefaultValue Chat chat) {
    /** A whole way to edit. */
    public enum Method {
        /** Facts, and as little else as is known how to: {@link EditingMethod#preserving()}. */
        CAREFUL,
        /** Facts in more words, and more of the rest: {@link Strength#FORCEFUL}. */
        FORCEFUL,
        /** The recipe of the paper: {@link EditingMethod#paper()}. */
        PAPER
    }

    /**
     * Where edits are kept.
     *
     * @param folder Folder of the store. Without it there is none, and a session is opened instead.
     * @param create Whether a store is made where there is none.
     * @param version Version to answer with at first. Without it the current one answers, whatever that is.
     * @param shutdownGrace How long a change that is under way when the application ends may go on before it is cancelled.
     */
    public record Store(
            @Nullable Path folder,
            @DefaultValue("true") boolean create,
            @Nullable Integer version,
            @DefaultValue("0s") Duration shutdownGrace) {}

    /**
     * How answers are written where whoever asks does not say.
     *
     * @param name What the model is called in requests and answers.
     * @param maximumTokens Tokens of an answer at most.
     * @param temperature What logits are divided by before a token is drawn; 0 to take the most likely one.
     * @param topK How many of the most likely tokens may be drawn; 0 for all.
     * @param topP How likely the drawable tokens must be together; 1 for all.
     * @param repetitionPenalty What logits of tokens that are there already are divided by; 1 for nothing.
     * @param stopStrings Texts that end an answer.
     * @param seed What is drawn comes from.
     */
    public record Chat(
            @DefaultValue("modeleditor") String name,
            @DefaultValue("256") int maximumTokens,
            @DefaultValue("0") double temperature,
            @DefaultValue("0") int topK,
            @DefaultValue("1") double topP,
            @DefaultValue("1") double repetitionPenalty,
            @DefaultValue List<String> stopStrings,
            @DefaultValue("0") long seed) {
        /**
         * The same as the library has it.
         *
         * @return how answers are written
         * @throws InvalidConfigurationException if a value is out of its range
         */
        public GenerationConfig config() {
            return new GenerationConfig(maximumTokens, temperature, topK, topP, repetitionPenalty, stopStrings, seed);
        }
    }

    /** The device that is named. */
    Device parsedDevice() {
        return Device.named(device)
                .orElseThrow(() -> new InvalidConfigurationException("The property modeleditor.device is " + device
                        + ". Make it auto, cpu, cpu:THREADS or cuda:NUMBER."));
    }

    /** The editor that is described; the model is set. */
    ModelEditor editor(Path folder) {
        EditingMethod chosen =
                switch (method) {
                    case CAREFUL -> EditingMethod.preserving();
                    case FORCEFUL -> EditingMethod.preserving(Strength.FORCEFUL);
                    case PAPER -> EditingMethod.paper();
                };
        return ModelEditor.forModel(folder)
                .withMethod(chosen)
                .onDevice(parsedDevice())
                .withPrecision(precision);
    }
}
