/**
 * Reads the files in which people keep facts, and writes the library's own.
 *
 * <p>{@link io.github.modeleditor.core.dataset.FactFileReader} streams a file, one record in memory at a time. A {@code
 * RecordParser}, for JSON or CSV, cuts it into {@code RecordFields}; a {@code RecordReader}, one for each {@link
 * io.github.modeleditor.api.data.FactFormat}, makes a {@link io.github.modeleditor.api.data.FactRecord} of them: the
 * fact to teach, what is true today, which other edits can train beside their own facts, and prompts for measuring.
 * {@code TelltaleFields} guess the format where none is said. A file that does not fit is refused with the place of its
 * first error.
 *
 * <p>{@link io.github.modeleditor.core.dataset.FactFileWriter} writes facts as JSON lines, which are read back equal.
 */
@NullMarked
package io.github.modeleditor.core.dataset;

import org.jspecify.annotations.NullMarked;
