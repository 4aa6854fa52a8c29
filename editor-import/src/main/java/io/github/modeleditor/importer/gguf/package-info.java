/**
 * GGUF, the files of llama.cpp and Ollama. {@code GgufFile} reads one and believes nothing of it, {@code GgmlType} widens its numbers, and
 * {@link io.github.modeleditor.importer.gguf.GgufModel} tells it in the words and names of Hugging Face, {@code GgufTokenizer} its tokenizer.
 */
@NullMarked
package io.github.modeleditor.importer.gguf;

import org.jspecify.annotations.NullMarked;
