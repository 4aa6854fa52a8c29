package io.github.modeleditor.core.generation;

import io.github.modeleditor.api.Generation.FinishReason;

/**
 * What a model wrote.
 *
 * @param tokens the tokens it added to the prompt, without an end-of-text token, with those of a stop string
 * @param text the same as text, cut before a stop string, with the white space it begins with
 * @param finish why there is no more; where a stopping criterion was met, cancelled
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of results; never compared
public record GeneratedText(int[] tokens, String text, FinishReason finish) {}
