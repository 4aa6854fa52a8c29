/**
 * An edited model where LangChain4j asks for a {@link dev.langchain4j.model.chat.ChatModel} or a {@link
 * dev.langchain4j.model.chat.StreamingChatModel}, through the model's own chat template.
 *
 * <p>{@link io.github.modeleditor.langchain4j.EditorChatModel} and {@link io.github.modeleditor.langchain4j.EditorStreamingChatModel}
 * take any {@link io.github.modeleditor.api.LanguageModel}; the current one of a store answers with whatever version is current.
 * {@code Requests} reads what is asked for and refuses what would be ignored otherwise, and {@code Responses} makes what goes back.
 *
 * @see <a href="https://docs.langchain4j.dev">LangChain4j</a>
 */
@NullMarked
package io.github.modeleditor.langchain4j;

import org.jspecify.annotations.NullMarked;
