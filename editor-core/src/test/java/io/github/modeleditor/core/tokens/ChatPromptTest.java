package io.github.modeleditor.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ascii;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChatPromptTest {
    private static final String TURN_END = "[end]";

    private final GreedyTokenizer tokens = GreedyTokenizer.of(TURN_END, "[user]", "[model]", "[model] R");
    private final int turnEnd = tokens.encode(TURN_END, false)[0];

    /** What stands around question and answer, and what becomes of an answer. */
    private record Template(String between, UnaryOperator<String> answers, String after) implements ChatTemplate {
        @Override
        public String render(List<Message> messages) {
            return messages.stream()
                    .map(message -> "[" + Ascii.toLowerCase(message.role().name()) + "]" + message.content())
                    .collect(Collectors.joining("", "", "[model]"));
        }

        @Override
        public String render(String question, String answer) {
            return render(question) + between + answers.apply(answer) + after;
        }
    }

    private PromptTokenizer tokenizer(ChatTemplate template) {
        ModelDescription model = new ModelDescription(
                "toy",
                "none",
                tokens.vocabularySize(),
                64,
                OptionalInt.of(GreedyTokenizer.BEGIN_OF_TEXT),
                List.of(GreedyTokenizer.END_OF_TEXT, turnEnd),
                Map.of());
        return new PromptTokenizer(tokens, model, Optional.of(template));
    }

    private void assertText(Template template, String target, String rest, int end) {
        PromptTokenizer tokenizer = tokenizer(template);
        int[] prompt = tokenizer.prompt("Where?", PromptForm.CHAT);
        assertThat(prompt).as("no begin-of-text is added").isEqualTo(tokens.encode("[user]Where?[model]", false));
        TokenizedText text = tokenizer.text("Where?", target, PromptForm.CHAT, true);
        assertThat(text.targetStart()).isEqualTo(prompt.length);
        assertThat(text.tokens()).isEqualTo(Ints.concat(prompt, tokens.encode(rest, false), new int[] {end}));
        assertThat(tokenizer.text("Where?", target, PromptForm.CHAT, false).length())
                .isEqualTo(text.length() - 1);
    }

    @Test
    void answerEndsAsTheTemplateEndsIt() {
        assertText(new Template("", answer -> answer, TURN_END), "Rome", "Rome", turnEnd);
        assertText(new Template("", answer -> answer, "\n"), "Rome", "Rome", GreedyTokenizer.END_OF_TEXT);
    }

    @Test
    void whiteSpaceIsTheTemplates() {
        assertText(new Template("\n\n", String::strip, TURN_END), " Rome ", "\n\nRome", turnEnd);
        assertText(new Template("", answer -> answer, TURN_END), " Rome", " Rome", turnEnd);
    }

    @Test
    void piecesAcrossTheEndOfThePromptAreNotTrained() {
        assertText(new Template(" ", answer -> answer, TURN_END), "Rome", " Rome", turnEnd);
    }

    @Test
    void answerThatTheTemplateChangesFollowsTheQuestion() {
        int end = GreedyTokenizer.END_OF_TEXT;
        assertText(new Template("", answer -> "(left out)", TURN_END), "Rome", "Rome", end);
        assertText(new Template("[thinks]", answer -> answer, TURN_END), "Rome", "Rome", end);
    }

    @Test
    void formsDifferInWhatTheModelIsGiven() {
        PromptTokenizer tokenizer = tokenizer(new Template("", answer -> answer, TURN_END));
        assertThat(tokenizer.prompt("Where?", PromptForm.PLAIN)).isEqualTo(tokens.encode("Where?", true));
        assertThat(tokenizer.text("Where?", "Rome", PromptForm.PLAIN, true).tokens())
                .endsWith(GreedyTokenizer.END_OF_TEXT);
    }

    @Test
    void conversationGoesThroughTheTemplateTurnByTurn() {
        PromptTokenizer tokenizer = tokenizer(new Template("", answer -> answer, TURN_END));
        Conversation conversation = Conversation.of("Where?")
                .withSystemPrompt("Be long.")
                .answered("Rome")
                .ask("Why?")
                .withSystemPrompt("Be brief.");
        assertThat(tokenizer.prompt(conversation))
                .isEqualTo(tokens.encode("[system]Be brief.[user]Where?[assistant]Rome[user]Why?[model]", false));
        assertThatThrownBy(() -> tokenizer.prompt(conversation.answered("So.")))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("ends with what the user says");
        assertThatThrownBy(() -> tokenizer.prompt(new Conversation(List.of())))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> tokenizer.prompt(conversation.answered("So.").ask(" ")))
                .isInstanceOf(InvalidFactException.class)
                .hasMessageContaining("blank");
    }

    @Test
    void modelWithoutATemplateIsNamed() {
        PromptTokenizer plain = new PromptTokenizer(tokens, ToyEngine.describe(tokens, 64, "none"));
        assertThatThrownBy(() -> plain.text("Where?", "Rome", PromptForm.CHAT, true))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("toy has no chat template", "plain prompts");
    }
}
