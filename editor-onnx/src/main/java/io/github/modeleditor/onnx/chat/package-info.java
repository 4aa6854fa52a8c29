/**
 * Chat templates. {@link io.github.modeleditor.onnx.chat.ChatTemplateFile} finds the Jinja template beside a tokenizer, and
 * {@link io.github.modeleditor.onnx.chat.JinjaChatTemplate} renders it as Hugging Face's {@code apply_chat_template} does.
 *
 * <p>A template comes with a model, so it is not trusted: it reaches no Java method, class, file or other template, and
 * what it makes is bounded.
 */
@NullMarked
package io.github.modeleditor.onnx.chat;

import org.jspecify.annotations.NullMarked;
