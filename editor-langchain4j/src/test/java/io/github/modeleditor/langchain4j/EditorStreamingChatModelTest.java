package io.github.modeleditor.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.modeleditor.api.EditingSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class EditorStreamingChatModelTest {
    private static final String PROMPT = "The sport that Kobe Bryant plays is";

    private EditingSession session;
    private EditorStreamingChatModel chat;

    @BeforeAll
    void open(@TempDir Path folder) {
        session = ChatNano.in(folder).open();
        chat = EditorStreamingChatModel.of(session.base());
    }

    @AfterAll
    void close() {
        session.close();
    }

    /** Keeps what it hears. */
    private static class Heard implements StreamingChatResponseHandler {
        final List<String> pieces = new ArrayList<>();
        final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            pieces.add(piece.text());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }

        ChatResponse get() throws Exception {
            return whole.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void piecesMakeTheWholeThatIsAnsweredAtOnce() throws Exception {
        Heard heard = new Heard();

        chat.chat(PROMPT, heard);

        ChatResponse whole = heard.get();
        ChatResponse atOnce = EditorChatModel.of(session.base()).chat(UserMessage.from(PROMPT));
        assertThat(String.join("", heard.pieces))
                .isEqualTo(whole.aiMessage().text())
                .isEqualTo(atOnce.aiMessage().text());
        assertThat(whole.tokenUsage()).isEqualTo(atOnce.tokenUsage());
        assertThat(whole.finishReason()).isEqualTo(atOnce.finishReason());
        assertThat(heard.pieces).hasSizeGreaterThan(1);
    }

    @Test
    void aHandleThatCancelsEndsTheAnswerAndNothingIsHeardThen() {
        Heard heard = new Heard() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                assertThat(context.streamingHandle().isCancelled()).isFalse();
                context.streamingHandle().cancel();
            }
        };

        chat.withExecutor(Runnable::run).chat(PROMPT, heard);

        assertThat(heard.pieces).hasSize(1);
        assertThat(heard.whole).isNotDone();
    }

    @Test
    void whatAHandlerThrowsEndsTheAnswerAndIsItsError() {
        Heard heard = new Heard() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                throw new IllegalStateException("the reader went away");
            }
        };

        chat.chat(PROMPT, heard);

        assertThatThrownBy(heard::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the reader went away");
        assertThat(heard.pieces).hasSize(1);
    }

    @Test
    void aRequestThatCannotBeHonouredIsRefusedAtOnce() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(PROMPT))
                .presencePenalty(1.0)
                .build();

        assertThatThrownBy(() -> chat.chat(request, new Heard()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("presencePenalty");
    }
}
