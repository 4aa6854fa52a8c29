package io.github.modeleditor.core.generation;

import java.util.function.Predicate;

/**
 * What a model is to continue greedily, and how far.
 *
 * @param prompt the tokens the model is given; at least one
 * @param begun tokens that are known to follow greedily, so that nobody has to ask for them; may be empty
 * @param maximumTokens tokens after the prompt at most, the begun ones included; at least 1
 * @param done the stopping criterion: whether a text after the prompt needs no further token; asked after every token
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of tokens; never compared
public record GenerationRequest(int[] prompt, int[] begun, int maximumTokens, Predicate<String> done) {}
