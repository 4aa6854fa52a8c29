package io.github.modeleditor.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.config.GenerationConfig;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Requests of LangChain4j in the words of the api. What cannot be honoured is refused, unless it asks for nothing. */
final class Requests {
    private final ChatSettings settings;

    Requests(ChatSettings settings) {
        this.settings = settings;
    }

    /** The defaults in LangChain4j's words, where it has some. */
    ChatRequestParameters defaults() {
        GenerationConfig config = settings.defaults();
        return ChatRequestParameters.builder()
                .modelName(settings.name())
                .maxOutputTokens(config.maximumTokens())
                .temperature(config.temperature())
                .topK(config.topK() == 0 ? null : config.topK())
                .topP(config.topP())
                .stopSequences(config.stopStrings())
                .build();
    }

    GenerationRequest read(ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        refuseWhatIsIgnored(parameters);
        GenerationConfig config = settings.defaults();
        config = override(config, parameters.maxOutputTokens(), GenerationConfig::withMaximumTokens);
        config = override(config, parameters.temperature(), GenerationConfig::withTemperature);
        config = override(config, parameters.topK(), GenerationConfig::withTopK);
        config = override(config, parameters.topP(), GenerationConfig::withTopP);
        List<String> stops = parameters.stopSequences();
        config = override(config, stops.isEmpty() ? null : stops, GenerationConfig::withStopStrings);
        Conversation conversation = new Conversation(
                request.messages().stream().map(Requests::message).toList());
        return GenerationRequest.of(conversation).with(config);
    }

    private static <T> GenerationConfig override(
            GenerationConfig config, @Nullable T value, BiFunction<GenerationConfig, T, GenerationConfig> with) {
        return value == null ? config : with.apply(config, value);
    }

    private void refuseWhatIsIgnored(ChatRequestParameters parameters) {
        refuse(isPenalty(parameters.frequencyPenalty()), "The parameter frequencyPenalty");
        refuse(isPenalty(parameters.presencePenalty()), "The parameter presencePenalty");
        refuse(!parameters.toolSpecifications().isEmpty(), "A list of tools");
        refuse(parameters.toolChoice() == ToolChoice.REQUIRED, "The choice of a tool");
        ResponseFormat format = parameters.responseFormat();
        refuse(format != null && format.type() != ResponseFormatType.TEXT, "A response format other than text");
        String name = parameters.modelName();
        if (name != null && !name.equals(settings.name())) {
            throw new UnsupportedFeatureException(
                    "There is no model " + name + " here. Ask for " + settings.name() + ", or leave the name out.");
        }
    }

    private static boolean isPenalty(@Nullable Double value) {
        return value != null && value != 0;
    }

    private static Message message(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return Message.system(system.text());
        }
        if (message instanceof UserMessage user) {
            refuse(user.name() != null, "The name of a user message");
            StringBuilder text = new StringBuilder();
            user.contents().forEach(content -> text.append(text(content)));
            return Message.user(text.toString());
        }
        if (message instanceof AiMessage answer) {
            refuse(answer.hasToolExecutionRequests(), "An answer that calls tools");
            String text = answer.text();
            return Message.assistant(text == null ? "" : text);
        }
        throw unsupported("A message of type " + message.type());
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw unsupported("Content of type " + content.type());
    }

    private static void refuse(boolean unsupported, String what) {
        if (unsupported) {
            throw unsupported(what);
        }
    }

    private static UnsupportedFeatureException unsupported(String what) {
        return new UnsupportedFeatureException(what + " is not supported by an edited model. Leave it out.");
    }
}
