/**
 * GGUF, the files of llama.cpp and Ollama. {@code GgufFile} reads one and believes nothing of it, {@code GgmlType} widens its numbers, and
 * {@link io.github.modeleditor.importer.gguf.GgufModel} tells it in the words and names of Hugging Face, {@code GgufTokenizer} its tokenizer.
 *
 * <p>{@link io.github.modeleditor.importer.gguf.GgufExport} and {@link io.github.modeleditor.importer.gguf.GgufLora} go the other way:
 * {@code GgufWords}, {@code GgufVocabulary} and {@code Encoding} turn back what the readers do, {@code TensorRole} is the table of names for
 * both, and {@code GgufContent} writes the file.
 */
@NullMarked
package io.github.modeleditor.importer.gguf;

import org.jspecify.annotations.NullMarked;
