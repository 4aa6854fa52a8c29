package io.github.modeleditor.api;

import java.util.Objects;

/**
 * What a model wrote, and what that took.
 *
 * @param text what was added, without the prompt, without end-of-text or the stop string, with the white space it begins with
 * @param promptTokens how many tokens the model was given: of a conversation all that its template makes of it
 * @param generatedTokens how many it added, those of a stop string included, end-of-text not
 * @param finishReason why there is no more
 */
public record Generation(String text, int promptTokens, int generatedTokens, FinishReason finishReason) {
    /** Why a text ends. */
    public enum FinishReason {
        /** The model ended it. */
        END_OF_TEXT,
        /** A stop string came. */
        STOP_STRING,
        /** As many tokens were added as were asked for, or as the model takes. */
        LENGTH,
        /** The request's {@link Cancellation} was thrown. */
        CANCELLED
    }

    public Generation {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(finishReason, "finishReason");
    }
}
