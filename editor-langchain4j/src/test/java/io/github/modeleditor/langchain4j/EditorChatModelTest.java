package io.github.modeleditor.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.config.GenerationConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class EditorChatModelTest {
    private static final String PROMPT = "The sport that Kobe Bryant plays is";

    private EditingSession session;
    private EditorChatModel chat;

    @BeforeAll
    void open(@TempDir Path folder) {
        session = ChatNano.in(folder).open();
        chat = EditorChatModel.of(session.base());
    }

    @AfterAll
    void close() {
        session.close();
    }

    @Test
    void theModelSeesTheWholeConversation() {
        ChatResponse answer = chat.chat(
                SystemMessage.from("The sport "),
                UserMessage.from(TextContent.from("that "), TextContent.from("Kobe ")),
                AiMessage.from("Bryant "),
                UserMessage.from("plays is"));

        assertThat(answer.aiMessage().text()).isEqualTo(chat.chat(PROMPT)).contains("basketball");
    }

    @Test
    void anAnswerHasItsTokensItsNameAndWhyItEnds() {
        ChatResponse whole = chat.chat(UserMessage.from(PROMPT));
        assertThat(whole.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(whole.modelName()).isEqualTo("modeleditor");
        assertThat(whole.tokenUsage().inputTokenCount()).isGreaterThan(3);

        ChatResponse cut = chat.chat(request(parameters -> parameters.maxOutputTokens(1)));
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(cut.tokenUsage().outputTokenCount()).isEqualTo(1);
    }

    @Test
    void whatARequestSaysTakesTheDefaultsPlace() {
        EditorChatModel brief = chat.withDefaults(GenerationConfig.defaults().withMaximumTokens(1));
        assertThat(brief.chat(UserMessage.from(PROMPT)).finishReason()).isEqualTo(FinishReason.LENGTH);

        ChatResponse asked = brief.chat(request(parameters ->
                parameters.maxOutputTokens(20).stopSequences("ball").modelName("modeleditor")));

        assertThat(asked.aiMessage().text()).endsWith("basket");
        assertThat(asked.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void whatIsDrawnIsDrawnAsSaid() {
        EditorChatModel seeded = chat.withDefaults(
                GenerationConfig.defaults().withMaximumTokens(8).withSeed(3));
        Consumer<DefaultChatRequestParameters.Builder<?>> hot = parameters -> parameters.temperature(50.0);

        String drawn = seeded.chat(request(hot)).aiMessage().text();

        assertThat(drawn)
                .isNotEqualTo(seeded.chat(PROMPT))
                .isEqualTo(seeded.chat(request(hot)).aiMessage().text());
        assertThat(seeded.chat(request(hot.andThen(parameters -> parameters.topK(1))))
                        .aiMessage()
                        .text())
                .isEqualTo(seeded.chat(PROMPT));
        assertThat(seeded.chat(request(hot.andThen(parameters -> parameters.topP(1e-9))))
                        .aiMessage()
                        .text())
                .isEqualTo(seeded.chat(PROMPT));
    }

    @Test
    void listenersHearOfTheDefaults() {
        List<ChatRequest> heard = new ArrayList<>();
        ChatModelListener listener = new ChatModelListener() {
            @Override
            public void onRequest(ChatModelRequestContext context) {
                heard.add(context.chatRequest());
            }
        };

        chat.withListeners(List.of(listener)).withName("nano").chat(PROMPT);

        assertThat(heard).singleElement().satisfies(request -> {
            assertThat(request.modelName()).isEqualTo("nano");
            assertThat(request.maxOutputTokens()).isEqualTo(256);
            assertThat(request.temperature()).isZero();
        });
    }

    static List<ChatRequestParameters> unsupportedParameters() {
        return List.of(
                ChatRequestParameters.builder().frequencyPenalty(0.5).build(),
                ChatRequestParameters.builder().presencePenalty(-0.5).build(),
                ChatRequestParameters.builder()
                        .toolSpecifications(
                                ToolSpecification.builder().name("clock").build())
                        .build(),
                ChatRequestParameters.builder().toolChoice(ToolChoice.REQUIRED).build(),
                ChatRequestParameters.builder()
                        .responseFormat(ResponseFormat.JSON)
                        .build(),
                ChatRequestParameters.builder().modelName("gpt-5").build());
    }

    @ParameterizedTest
    @MethodSource("unsupportedParameters")
    void aParameterThatCannotBeHonouredIsRefused(ChatRequestParameters parameters) {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(PROMPT))
                .parameters(parameters)
                .build();

        assertThatThrownBy(() -> chat.chat(request)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void aParameterThatAsksForNothingIsNoReasonToRefuse() {
        ChatResponse answer = chat.chat(request(parameters -> parameters
                .frequencyPenalty(0.0)
                .presencePenalty(0.0)
                .toolChoice(ToolChoice.AUTO)
                .responseFormat(ResponseFormat.TEXT)));

        assertThat(answer.aiMessage().text()).contains("basketball");
    }

    static List<ChatMessage> unsupportedMessages() {
        return List.of(
                UserMessage.from(TextContent.from("What is this?"), ImageContent.from("aGVsbG8=", "image/png")),
                UserMessage.from("ada", "Hello"),
                AiMessage.from(ToolExecutionRequest.builder().name("clock").build()),
                ToolExecutionResultMessage.from("1", "clock", "noon"),
                CustomMessage.from(Map.of("any", "thing")));
    }

    @ParameterizedTest
    @MethodSource("unsupportedMessages")
    void aMessageThatCannotBeShownToTheModelIsRefused(ChatMessage message) {
        assertThatThrownBy(() -> chat.chat(List.of(message, UserMessage.from(PROMPT))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is not supported");
    }

    private static ChatRequest request(Consumer<DefaultChatRequestParameters.Builder<?>> said) {
        DefaultChatRequestParameters.Builder<?> parameters = ChatRequestParameters.builder();
        said.accept(parameters);
        return ChatRequest.builder()
                .messages(UserMessage.from(PROMPT))
                .parameters(parameters.build())
                .build();
    }
}
