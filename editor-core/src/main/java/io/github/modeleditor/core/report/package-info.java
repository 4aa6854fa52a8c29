/**
 * What a caller reads in the end: an {@link io.github.modeleditor.core.report.CoreEditReport} as JSON for a machine, as a
 * table for a terminal and as a page for a browser, with the {@link io.github.modeleditor.core.report.PeakMemory} of the
 * process. {@link io.github.modeleditor.core.report.ReportReader} makes a report of its JSON again.
 */
@NullMarked
package io.github.modeleditor.core.report;

import org.jspecify.annotations.NullMarked;
