/**
 * Facts and what is measured beside them, as files. A {@link io.github.modeleditor.api.data.FactFile} is read in any {@link
 * io.github.modeleditor.api.data.FactFormat}, a list or a stream of {@link io.github.modeleditor.api.data.FactRecord}s, and
 * written as JSON lines; {@link io.github.modeleditor.api.data.EvaluationFiles} reads texts and questions for an {@link
 * io.github.modeleditor.api.config.EvaluationConfig}.
 *
 * <pre>{@code
 * FactFile file = FactFile.read(path);
 * editor.withAugmentation(Augmentation.randomPrefixes(10), Augmentation.randomFacts(file.after(100).statements(), 10))
 *         .edit(file.first(100).facts());
 * }</pre>
 */
@NullMarked
package io.github.modeleditor.api.data;

import org.jspecify.annotations.NullMarked;
