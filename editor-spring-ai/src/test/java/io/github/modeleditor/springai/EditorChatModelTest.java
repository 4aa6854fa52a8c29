package io.github.modeleditor.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Generation.FinishReason;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.MimeTypeUtils;

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
    void theLineOfSpringAiIsTheOneThatThisRunIsFor() {
        String jar = ChatClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();

        assertThat(jar).endsWith("-" + System.getProperty("modeleditor.test.spring-ai") + ".jar");
    }

    @Test
    void theModelSeesTheWholeConversation() {
        ChatResponse answer = chat.call(new Prompt(List.of(
                new SystemMessage("The sport "),
                new UserMessage("that Kobe "),
                new AssistantMessage("Bryant "),
                new UserMessage("plays is"))));

        assertThat(text(answer)).isEqualTo(chat.call(PROMPT)).contains("basketball");
    }

    @Test
    void anAnswerHasItsTokensItsNameAndWhyItEnds() {
        ChatResponse whole = chat.call(new Prompt(PROMPT));
        assertThat(whole.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
        assertThat(whole.getMetadata().getModel()).isEqualTo("modeleditor");
        assertThat(whole.getMetadata().getUsage().getPromptTokens()).isGreaterThan(3);

        ChatResponse cut = chat.call(asked(options -> options.maxTokens(1)));
        assertThat(cut.getResult().getMetadata().getFinishReason()).isEqualTo("LENGTH");
        assertThat(cut.getMetadata().getUsage().getCompletionTokens()).isEqualTo(1);
    }

    @Test
    void whatAPromptSaysTakesTheDefaultsPlace() {
        EditorChatModel brief = chat.withDefaults(GenerationConfig.defaults().withMaximumTokens(1));
        assertThat(brief.getDefaultOptions().getMaxTokens()).isEqualTo(1);

        ChatResponse answer = brief.call(asked(options -> {
            options.maxTokens(20);
            options.stopSequences(List.of("ball"));
            options.model("modeleditor");
        }));

        assertThat(text(answer)).endsWith("basket");
    }

    @Test
    void whatIsDrawnIsDrawnAsSaid() {
        EditorChatModel seeded = chat.withDefaults(
                GenerationConfig.defaults().withMaximumTokens(8).withSeed(3));

        String drawn = text(seeded.call(asked(options -> options.temperature(50.0))));

        assertThat(drawn).isNotEqualTo(seeded.call(PROMPT));
        assertThat(text(seeded.call(asked(options -> {
                    options.temperature(50.0);
                    options.topK(1);
                }))))
                .isEqualTo(seeded.call(PROMPT));
        assertThat(text(seeded.call(asked(options -> {
                    options.temperature(50.0);
                    options.topP(1e-9);
                }))))
                .isEqualTo(seeded.call(PROMPT));
    }

    @Test
    void aStreamIsTheAnswerInPiecesAndTellsItsTokensAtTheEnd() {
        List<ChatResponse> pieces = Objects.requireNonNull(
                chat.stream(new Prompt(PROMPT)).collectList().block());

        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(String.join(
                        "", pieces.stream().map(EditorChatModelTest::text).toList()))
                .isEqualTo(chat.call(PROMPT));
        ChatResponse last = pieces.get(pieces.size() - 1);
        assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
        assertThat(last.getMetadata().getUsage().getCompletionTokens()).isPositive();
        assertThat(pieces.stream().map(piece -> piece.getMetadata().getId()).distinct())
                .hasSize(1);
    }

    @Test
    void whoGoesAwayEndsTheAnswer() throws Exception {
        WatchedModel watched = new WatchedModel(session.base());

        ChatResponse first = Objects.requireNonNull(
                EditorChatModel.of(watched).stream(new Prompt(PROMPT)).blockFirst());

        assertThat(text(first)).isNotEmpty();
        assertThat(watched.written.get(1, TimeUnit.MINUTES).finishReason()).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void aStreamThatIsRefusedEndsWithTheReason() {
        assertThatThrownBy(() -> chat.stream(asked(options -> options.presencePenalty(1.0)))
                        .blockLast())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("presencePenalty");
    }

    /** Sets options; the builder's type has a parameter in one line and none in the other, so that calls are not chained. */
    private interface Setting {
        @SuppressWarnings("rawtypes")
        void set(ChatOptions.Builder options);
    }

    static List<Setting> unsupportedOptions() {
        return List.of(
                options -> options.frequencyPenalty(0.5),
                options -> options.presencePenalty(-0.5),
                options -> options.model("gpt-5"));
    }

    @ParameterizedTest
    @MethodSource("unsupportedOptions")
    void anOptionThatCannotBeHonouredIsRefused(Setting option) {
        assertThatThrownBy(() -> chat.call(asked(option))).isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void anOptionThatAsksForNothingIsNoReasonToRefuse() {
        assertThat(text(chat.call(asked(options -> {
                    options.frequencyPenalty(0.0);
                    options.presencePenalty(0.0);
                }))))
                .contains("basketball");
    }

    @Test
    void toolsOfAClientAreRefusedAndNotDropped() {
        ToolCallback clock = new ToolCallback() {
            @Override
            public ToolDefinition getToolDefinition() {
                return ToolDefinition.builder()
                        .name("clock")
                        .description("tells the time")
                        .inputSchema("{}")
                        .build();
            }

            @Override
            public String call(String input) {
                return "noon";
            }
        };

        assertThatThrownBy(() -> ChatClient.create(chat)
                        .prompt(PROMPT)
                        .toolCallbacks(clock)
                        .call()
                        .content())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tools");
    }

    static List<Message> unsupportedMessages() {
        return List.of(
                UserMessage.builder()
                        .text("What is this?")
                        .media(new Media(MimeTypeUtils.IMAGE_PNG, URI.create("file:///picture.png")))
                        .build(),
                new CallsATool(),
                ToolResponseMessage.builder()
                        .responses(List.of(new ToolResponseMessage.ToolResponse("1", "clock", "noon")))
                        .build());
    }

    /** Made without the builder, whose type differs between the lines. */
    private static final class CallsATool extends AssistantMessage {
        CallsATool() {
            super("", Map.of(), List.of(new ToolCall("1", "function", "clock", "{}")), List.of());
        }
    }

    @ParameterizedTest
    @MethodSource("unsupportedMessages")
    void aMessageThatCannotBeShownToTheModelIsRefused(Message message) {
        assertThatThrownBy(() -> chat.call(new Prompt(List.of(message, new UserMessage(PROMPT)))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is not supported");
    }

    @SuppressWarnings("rawtypes")
    private static Prompt asked(Setting said) {
        ChatOptions.Builder options = ChatOptions.builder();
        said.set(options);
        return new Prompt(PROMPT, options.build());
    }

    private static String text(ChatResponse response) {
        return String.valueOf(response.getResult().getOutput().getText());
    }
}
