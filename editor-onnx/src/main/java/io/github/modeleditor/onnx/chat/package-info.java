/**
 * Chat templates. {@link io.github.modeleditor.onnx.chat.ChatTemplateFile} finds the Jinja template beside a tokenizer,
 * and {@link io.github.modeleditor.onnx.chat.JinjaChatTemplate} renders it as Hugging Face's {@code
 * apply_chat_template} does. What Jinjava lacks of that is here: {@code GenerationTag}, {@code FilteringForTag}, {@code
 * PythonJsonFilter}, {@code PythonStrings}, {@link io.github.modeleditor.onnx.chat.TemplateFunctions}.
 *
 * <p>A template comes with a model, so it is not trusted: in its {@code JinjaEnvironment} a {@code TemplateResolver}
 * lets it reach no Java method, class, file or other template, and what it makes is bounded.
 */
@NullMarked
package io.github.modeleditor.onnx.chat;

import org.jspecify.annotations.NullMarked;
