/**
 * Lets a model write. {@link io.github.modeleditor.core.generation.TextGenerator} is the way in, for three who ask: a
 * caller, who says how in a {@link io.github.modeleditor.api.config.GenerationConfig}; the metrics, which want greedy
 * continuations of {@link io.github.modeleditor.core.generation.GenerationRequest}s and know when they have seen
 * enough; and the augmentation, whose random prefixes are samples of the unedited model. What that wrote, the next who asks the same takes from
 * {@link io.github.modeleditor.core.generation.WrittenTexts}.
 *
 * <p>{@code DecodingLoop} lets the texts of a batch grow side by side. Each is a {@code Row}: a {@code TokenChoice}
 * picks its next token, such as a {@code Sampler} with a {@code Nucleus}, and {@code AddedText} tells the text as it
 * comes. An engine without a key/value cache is served by {@code RecomputedDecoding}.
 */
@NullMarked
package io.github.modeleditor.core.generation;

import org.jspecify.annotations.NullMarked;
