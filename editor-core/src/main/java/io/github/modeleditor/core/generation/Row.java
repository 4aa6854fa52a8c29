package io.github.modeleditor.core.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.github.modeleditor.api.Generation.FinishReason;
import io.github.modeleditor.core.engine.ModelDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** A text while a model writes it: the tokens it was given and those it added. */
final class Row {
    private final int[] prompt;
    private final int limit;
    private final TokenChoice choice;
    private final AddedText text;
    private final Predicate<String> done;
    private final List<Integer> added = new ArrayList<>();
    private FinishReason finish = FinishReason.LENGTH;

    /**
     * A text to which nothing is added yet.
     *
     * @param prompt what the model is given
     * @param limit tokens to add at most
     * @param choice how the next token is chosen
     * @param text what hears of each token, and finds stop strings
     */
    Row(int[] prompt, int limit, TokenChoice choice, AddedText text) {
        this(prompt, limit, choice, text, soFar -> false);
    }

    /**
     * The same, and it ends once its text says so.
     *
     * @param done whether the text so far needs no further token
     */
    Row(int[] prompt, int limit, TokenChoice choice, AddedText text, Predicate<String> done) {
        this.done = done;
        this.prompt = prompt;
        this.limit = limit;
        this.choice = choice;
        this.text = text;
    }

    /** How many tokens it has at most in the end. */
    long longest() {
        return (long) prompt.length + limit;
    }

    int[] prompt() {
        return prompt;
    }

    int last() {
        return added.get(added.size() - 1);
    }

    /** Gets ready to choose the next token. */
    IntSupplier next(float[] logits) {
        return choice.next(logits);
    }

    /** Adds a token. False where the text ends with it. */
    boolean grow(int token, ModelDescription model) {
        if (model.endOfText().contains(token)) {
            return ended(FinishReason.END_OF_TEXT);
        }
        added.add(token);
        if (text.add(token)) {
            return ended(FinishReason.STOP_STRING);
        }
        if (done.test(text.soFar())) {
            return ended(FinishReason.CANCELLED);
        }
        return added.size() < limit || ended(FinishReason.LENGTH);
    }

    private boolean ended(FinishReason reason) {
        finish = reason;
        return false;
    }

    GeneratedText result() {
        String whole = text.end();
        // What was held back until the end may have had the stop string in it.
        return new GeneratedText(
                ImmutableIntArray.copyOf(added).toArray(), whole, text.isStopped() ? FinishReason.STOP_STRING : finish);
    }
}
