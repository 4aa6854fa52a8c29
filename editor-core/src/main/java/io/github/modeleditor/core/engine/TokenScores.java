package io.github.modeleditor.core.engine;

/**
 * What a model thinks of the target tokens of a batch.
 *
 * @param logProbabilities log P(target | tokens before it) of each, in nats
 * @param predicted the most likely token at each target's place; the lowest id of several equal ones
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of results; never compared
public record TokenScores(float[] logProbabilities, int[] predicted) {}
