/**
 * The part of OpenAI's interface that clients of language models in all languages speak: models, completions, and chat.
 *
 * <p>{@link io.github.modeleditor.server.openai.ModelCalls} answers. {@code Parameters} reads what a client asked for and refuses what
 * would be ignored otherwise, {@code WantedModel} is the version of the store that it names, and {@code Answer} what goes back, whole or
 * in pieces.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference">OpenAI's reference</a>
 */
@NullMarked
package io.github.modeleditor.server.openai;

import org.jspecify.annotations.NullMarked;
