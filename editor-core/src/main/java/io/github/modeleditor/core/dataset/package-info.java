/**
 * Reads the files in which people keep facts, and writes the library's own. {@link io.github.modeleditor.core.dataset.FactFileReader} streams a file, one
 * record in memory at a time; {@link io.github.modeleditor.api.data.FactFormat} says which fields mean what; a
 * {@link io.github.modeleditor.api.data.FactRecord} is the fact to teach, what is true today, which other edits can
 * train beside their own facts, and prompts for measuring. A file that does not fit is refused with the place of its first
 * error. {@link io.github.modeleditor.core.dataset.FactFileWriter} writes facts as JSON lines, which are read back equal.
 *
 * <p>A {@code RecordParser} (JSON or CSV) cuts a file into {@code RecordFields}; a {@code RecordReader}, one for each
 * format, makes a record of them.
 */
@NullMarked
package io.github.modeleditor.core.dataset;

import org.jspecify.annotations.NullMarked;
