/**
 * Lets a model write. {@link io.github.modeleditor.core.generation.TextGenerator} completes prompts greedily, which is how
 * an edit is judged by eye, and samples short texts from the unedited model, which become the random prefixes of the
 * augmentation.
 */
@NullMarked
package io.github.modeleditor.core.generation;

import org.jspecify.annotations.NullMarked;
