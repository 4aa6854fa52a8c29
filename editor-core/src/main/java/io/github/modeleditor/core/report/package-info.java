/**
 * What a caller reads in the end. A {@link io.github.modeleditor.core.report.CoreEvaluationReport} has how an edited
 * model answers beside the unedited one, a {@link io.github.modeleditor.core.report.CoreEditReport} what training took
 * as well, with the {@link io.github.modeleditor.core.report.PeakMemory} of the process.
 *
 * <p>{@code JsonReport} writes them for a machine and {@link io.github.modeleditor.core.report.ReportReader} reads them
 * back, {@code TextReport} makes a table for a terminal, {@code HtmlReport} a page for a browser; which {@code Figure}s
 * there are, and what each is called, is said once for all of them.
 */
@NullMarked
package io.github.modeleditor.core.report;

import org.jspecify.annotations.NullMarked;
