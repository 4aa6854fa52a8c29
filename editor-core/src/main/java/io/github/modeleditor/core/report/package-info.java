/**
 * What a caller reads in the end: an {@link io.github.modeleditor.core.report.CoreEditReport} as JSON for a machine and as
 * a table for a person, with the {@link io.github.modeleditor.core.report.PeakMemory} of the process.
 */
@NullMarked
package io.github.modeleditor.core.report;

import org.jspecify.annotations.NullMarked;
