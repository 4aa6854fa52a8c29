package io.github.modeleditor.springai;

import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Prompts of Spring AI in the words of the api. What cannot be honoured is refused, unless it asks for nothing.
 *
 * @param name what the model is called
 * @param defaults how it writes where a prompt says nothing
 */
record Prompts(String name, GenerationConfig defaults) {
    /** The defaults in Spring AI's words. They take tools, so that a client hands them over, and they can be refused, not dropped. */
    ChatOptions options() {
        ChatOptions.Builder options = ToolCallingChatOptions.builder();
        options.model(name);
        options.maxTokens(defaults.maximumTokens());
        options.temperature(defaults.temperature());
        options.topP(defaults.topP());
        if (defaults.topK() > 0) {
            options.topK(defaults.topK());
        }
        if (!defaults.stopStrings().isEmpty()) {
            options.stopSequences(defaults.stopStrings());
        }
        return options.build();
    }

    GenerationRequest read(Prompt prompt) {
        Conversation conversation = new Conversation(
                prompt.getInstructions().stream().map(Prompts::message).toList());
        return GenerationRequest.of(conversation).with(config(prompt.getOptions()));
    }

    private GenerationConfig config(@Nullable ChatOptions options) {
        if (options == null) {
            return defaults;
        }
        refuseWhatIsIgnored(options);
        GenerationConfig config = override(defaults, options.getMaxTokens(), GenerationConfig::withMaximumTokens);
        config = override(config, options.getTemperature(), GenerationConfig::withTemperature);
        config = override(config, options.getTopK(), GenerationConfig::withTopK);
        config = override(config, options.getTopP(), GenerationConfig::withTopP);
        return override(config, options.getStopSequences(), GenerationConfig::withStopStrings);
    }

    private static <T> GenerationConfig override(
            GenerationConfig config, @Nullable T value, BiFunction<GenerationConfig, T, GenerationConfig> with) {
        return value == null ? config : with.apply(config, value);
    }

    private void refuseWhatIsIgnored(ChatOptions options) {
        refuse(isPenalty(options.getFrequencyPenalty()), "The option frequencyPenalty");
        refuse(isPenalty(options.getPresencePenalty()), "The option presencePenalty");
        String model = options.getModel();
        if (model != null && !model.equals(name)) {
            throw new InvalidConfigurationException(
                    "There is no model " + model + " here. Ask for " + name + ", or leave the model out.");
        }
        if (options instanceof ToolCallingChatOptions) {
            // Names are there in 1.1 alone.
            BeanWrapper bean = PropertyAccessorFactory.forBeanPropertyAccess(options);
            for (String tools : List.of("toolCallbacks", "toolNames")) {
                refuse(
                        bean.isReadableProperty(tools)
                                && bean.getPropertyValue(tools) instanceof Collection<?> given
                                && !given.isEmpty(),
                        "A list of tools");
            }
        }
    }

    private static boolean isPenalty(@Nullable Double value) {
        return value != null && value != 0;
    }

    private static io.github.modeleditor.api.Message message(Message message) {
        refuse(message instanceof MediaContent media && !media.getMedia().isEmpty(), "A message with media");
        String text = message.getText();
        String content = text == null ? "" : text;
        return switch (message.getMessageType()) {
            case SYSTEM -> io.github.modeleditor.api.Message.system(content);
            case USER -> io.github.modeleditor.api.Message.user(content);
            case ASSISTANT -> {
                refuse(
                        message instanceof AssistantMessage answer && answer.hasToolCalls(),
                        "An answer that calls tools");
                yield io.github.modeleditor.api.Message.assistant(content);
            }
            case TOOL -> throw unsupported("A tool's answer");
        };
    }

    private static void refuse(boolean unsupported, String what) {
        if (unsupported) {
            throw unsupported(what);
        }
    }

    private static InvalidConfigurationException unsupported(String what) {
        return new InvalidConfigurationException(what + " is not supported by an edited model. Leave it out.");
    }
}
