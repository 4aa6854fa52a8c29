package io.github.modeleditor.core.tokens;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tokenizes prompts as inference sees them, and targets so that they continue exactly those tokens. Thread-safe.
 *
 * <p>A tokenizer may merge characters on both sides of the place where a prompt ends. The tokens of the whole text then do
 * not begin with the tokens of the prompt, and a model trained on them would not be trained on what it is asked later. So
 * the prompt's tokens always stand as they are, and the target's are
 *
 * <ul>
 *   <li>what follows them in the tokens of the whole text, where those begin with the prompt's tokens;
 *   <li>otherwise the tokens of the remaining text alone.
 * </ul>
 */
public final class PromptTokenizer {
    private final Tokenizer tokenizer;
    private final ModelDescription model;
    private final Optional<ChatTemplate> chatTemplate;

    /**
     * A tokenizer of plain prompts and targets.
     *
     * @param tokenizer the model's own tokenizer
     * @param model limits and special tokens
     */
    public PromptTokenizer(Tokenizer tokenizer, ModelDescription model) {
        this(tokenizer, model, Optional.empty());
    }

    /**
     * A tokenizer of prompts and targets.
     *
     * @param tokenizer the model's own tokenizer
     * @param model limits and special tokens
     * @param chatTemplate how the model sees conversations, where that is known
     */
    public PromptTokenizer(Tokenizer tokenizer, ModelDescription model, Optional<ChatTemplate> chatTemplate) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.chatTemplate = chatTemplate;
    }

    /**
     * The tokenizer of an open model.
     *
     * @param engine the model
     * @return a tokenizer of its prompts and targets
     */
    public static PromptTokenizer of(Engine engine) {
        return new PromptTokenizer(engine.tokenizer(), engine.description(), engine.chatTemplate());
    }

    /**
     * The tokens a model is given before it continues a plain prompt: special tokens as the tokenizer adds them, but none
     * that ends the text.
     *
     * @param prompt what the model is given
     * @return the tokens; at least one, and at least one less than the model takes
     * @throws InvalidFactException if the prompt is blank, has no tokens, or leaves no room for a continuation
     */
    public int[] prompt(String prompt) {
        return prompt(prompt, PromptForm.PLAIN);
    }

    /**
     * The tokens a model is given before it continues a prompt.
     *
     * @param prompt what the model is given
     * @param form how
     * @return the tokens; at least one, and at least one less than the model takes
     * @throws InvalidFactException if the prompt is blank, has no tokens, or leaves no room for a continuation
     * @throws UnsupportedModelException if it is to be put through a chat template, and there is none, or none of use
     */
    public int[] prompt(String prompt, PromptForm form) {
        requireVisible("prompt", prompt);
        return given(prompt, form == PromptForm.PLAIN ? prompt : template().render(prompt), form);
    }

    /**
     * The tokens a model is given before it answers.
     *
     * @param conversation what was said
     * @return the tokens, at least one less than the model takes
     * @throws InvalidFactException if the last turn is blank or not the user's, or all of it leaves no room for an answer
     * @throws UnsupportedModelException if there is no chat template, or none of use for this conversation
     */
    public int[] prompt(Conversation conversation) {
        List<Message> messages = conversation.messages();
        if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Message.Role.USER) {
            throw new InvalidFactException(
                    "A conversation that is to be answered ends with what the user says, and this one "
                            + (messages.isEmpty() ? "is empty" : "ends with another turn") + ". Add a question.");
        }
        String question = messages.get(messages.size() - 1).content();
        requireVisible("question", question);
        return given(question, template().render(messages), PromptForm.CHAT);
    }

    private int[] given(String prompt, String text, PromptForm form) {
        int[] tokens = encode(text, form);
        if (tokens.length == 0) {
            throw new InvalidFactException("The prompt \"" + prompt + "\" has no tokens in the vocabulary of "
                    + model.name() + ". Reword it.");
        }
        requireFits(prompt, "a continuation", tokens.length + 1);
        return tokens;
    }

    /**
     * The tokens of a plain prompt and its target.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @param endOfText whether the model's end-of-text token, if it has one, follows the target
     * @return the tokens, and where the target begins: after the tokens of {@link #prompt(String)}
     * @throws InvalidFactException if either is blank or has no tokens, or both are too long for the model
     */
    public TokenizedText text(String prompt, String target, boolean endOfText) {
        return text(prompt, target, PromptForm.PLAIN, endOfText);
    }

    /**
     * The tokens of a prompt and its target.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @param form how the prompt is put
     * @param endOfText whether an end-of-text token, if the model has one, follows the target: the one that the chat
     *     template puts there, else the model's first
     * @return the tokens, and where the target begins: after the tokens of {@link #prompt(String, PromptForm)}
     * @throws InvalidFactException if either is blank or has no tokens, or both are too long for the model
     * @throws UnsupportedModelException if it is to be put through a chat template, and there is none, or none of use
     */
    public TokenizedText text(String prompt, String target, PromptForm form, boolean endOfText) {
        requireVisible("target", target);
        requireVisible("prompt", prompt);
        JoinedText joined = form == PromptForm.PLAIN
                ? JoinedText.plain(prompt, target)
                : JoinedText.chat(template(), prompt, target);
        int[] before = given(prompt, joined.prompt(), form);
        int[] continuation = continuation(before, joined, form);
        if (continuation.length == 0) {
            throw new InvalidFactException("The target \"" + target + "\" of the prompt \"" + prompt
                    + "\" has no tokens in the vocabulary of " + model.name() + ". Reword it.");
        }
        int[] end = endOfText ? end(joined) : new int[0];
        int[] tokens = Ints.concat(before, continuation, end);
        requireFits(prompt, "its target \"" + target + "\"", tokens.length);
        return new TokenizedText(tokens, before.length);
    }

    /**
     * Where the last word of a name lies among a prompt's tokens. The first token of a text is left out: it is like no other, whatever it
     * stands for, since all attention rests on it.
     *
     * @param name words of the prompt, with spaces between them; where it has them several times, the last ones
     * @param prompt what the model is given
     * @param form how
     * @return the tokens that hold a character of the last word, whatever else they hold; empty where there is none behind the first
     */
    public Optional<TokenRange> lastWord(String name, String prompt, PromptForm form) {
        String text = form == PromptForm.PLAIN ? prompt : template().render(prompt);
        int found = text.lastIndexOf(name);
        if (found < 0) {
            return Optional.empty();
        }
        int[] tokens = encode(text, form);
        int word = found + name.lastIndexOf(' ') + 1;
        int start = Math.max(1, common(tokens, encode(text.substring(0, word), form)));
        int[] upToEnd = encode(text.substring(0, found + name.length()), form);
        int shared = common(tokens, upToEnd);
        // The last token may hold what follows, too.
        int end = Math.min(tokens.length, shared < upToEnd.length ? shared + 1 : shared);
        return start < end ? Optional.of(new TokenRange(start, end)) : Optional.empty();
    }

    /** How many tokens both begin with. */
    private static int common(int[] tokens, int[] others) {
        int difference = Arrays.mismatch(tokens, others);
        return difference < 0 ? tokens.length : difference;
    }

    /**
     * What is asked beside the facts, as far as the model takes a text so long.
     *
     * @param question makes its tokens, by any of the methods here
     * @param <T> what it makes
     * @return empty where they throw an {@link InvalidFactException}
     */
    public static <T> Optional<T> whereItFits(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (InvalidFactException tooLong) {
            return Optional.empty();
        }
    }

    private ChatTemplate template() {
        return chatTemplate.orElseThrow(() -> new UnsupportedModelException(model.name()
                + " has no chat template: neither a chat_template.jinja nor one in its tokenizer_config.json. Put one"
                + " there, or use plain prompts instead."));
    }

    /**
     * Tokens to text, special tokens left out.
     *
     * @param tokens token ids
     * @return the text
     */
    public String decode(int[] tokens) {
        return tokenizer.decode(tokens);
    }

    /**
     * Prompt and target as one text, joined as {@link io.github.modeleditor.api.Fact} says.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @return the text, which begins with the prompt
     */
    public static String join(String prompt, String target) {
        return JoinedText.plain(prompt, target).text();
    }

    private int[] continuation(int[] before, JoinedText joined, PromptForm form) {
        int[] whole = encode(joined.text(), form);
        boolean continues =
                whole.length > before.length && Arrays.equals(whole, 0, before.length, before, 0, before.length);
        return continues
                ? Arrays.copyOfRange(whole, before.length, whole.length)
                : tokenizer.encode(joined.target(), false);
    }

    /** A model may end texts with several tokens, of which one ends an answer. */
    private int[] end(JoinedText joined) {
        return Stream.concat(
                        Ints.asList(tokenizer.encode(joined.end(), false)).stream()
                                .limit(1)
                                .filter(model.endOfText()::contains),
                        model.endOfText().stream())
                .limit(1)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int[] encode(String text, PromptForm form) {
        return form == PromptForm.PLAIN ? encodeUnended(text) : tokenizer.encode(text, false);
    }

    /** Encodes with special tokens, but without the end-of-text that some tokenizers append. */
    private int[] encodeUnended(String text) {
        int[] tokens = tokenizer.encode(text, true);
        return endsText(tokens) && !endsText(tokenizer.encode(text, false))
                ? Arrays.copyOf(tokens, tokens.length - 1)
                : tokens;
    }

    private boolean endsText(int[] tokens) {
        return tokens.length > 0 && model.endOfText().contains(tokens[tokens.length - 1]);
    }

    private void requireFits(String prompt, String rest, int tokens) {
        if (tokens > model.maximumPositions()) {
            throw new InvalidFactException(
                    "The prompt \"" + prompt + "\" and " + rest + " need " + tokens + " tokens, but " + model.name()
                            + " takes at most " + model.maximumPositions() + ". Shorten the text.");
        }
    }

    private static void requireVisible(String what, String text) {
        if (text.isBlank()) {
            throw new InvalidFactException("The " + what + " is blank. Give it at least one visible character.");
        }
    }
}
