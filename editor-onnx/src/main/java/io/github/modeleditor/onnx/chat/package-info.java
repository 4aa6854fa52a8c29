/**
 * Chat templates. {@link io.github.modeleditor.onnx.chat.ChatTemplateFile} finds the Jinja template beside a tokenizer,
 * and {@link io.github.modeleditor.onnx.chat.JinjaChatTemplate} renders it as Hugging Face's {@code
 * apply_chat_template} does, with {@code onnx.jinja}.
 */
@NullMarked
package io.github.modeleditor.onnx.chat;

import org.jspecify.annotations.NullMarked;
