/**
 * An edited model where Spring AI asks for a {@link org.springframework.ai.chat.model.ChatModel}, through the model's own chat template.
 *
 * <p>{@link io.github.modeleditor.springai.EditorChatModel} takes any {@link io.github.modeleditor.api.LanguageModel}; the current one of a
 * store answers with whatever version is current. {@code Prompts} reads what is asked for and refuses what would be ignored otherwise, and
 * {@code Responses} makes what goes back.
 *
 * <p>One jar serves Spring AI 1.1 and 2.0. It is compiled with 1.1 and calls only what both have under the same descriptors: above all it
 * implements no {@link org.springframework.ai.chat.prompt.ChatOptions}, which lost a method and got others. Its tests run on both.
 *
 * @see <a href="https://docs.spring.io/spring-ai/reference/">Spring AI</a>
 */
@NullMarked
package io.github.modeleditor.springai;

import org.jspecify.annotations.NullMarked;
