/**
 * Reads the files in which people keep facts. {@link io.github.modeleditor.core.dataset.Datasets} streams a file, one
 * record in memory at a time; {@link io.github.modeleditor.core.dataset.DatasetFormat} says which fields mean what; a
 * {@link io.github.modeleditor.core.dataset.DatasetRecord} is the fact to teach, and what is true today, which other edits
 * can train beside their own facts. A file that does not fit is refused with the place of its first error.
 */
@NullMarked
package io.github.modeleditor.core.dataset;

import org.jspecify.annotations.NullMarked;
