package io.github.modeleditor.cli;

import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.core.storage.Destination;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a report goes. */
@HelpGroup("What is written")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report goes, as JSON; - is the standard output.")
    private @Nullable Path report;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Where the report goes, as a page for a browser; - is the standard output.")
    private @Nullable Path html;

    @Mixin
    private Outputs outputs;

    /** What all options of the command write through. */
    Outputs outputs() {
        return outputs;
    }

    /** Complains now about what could not be written in the end. */
    void requireWritable() {
        outputs.require(report, Destination.REPORT);
        outputs.require(html, Destination.PAGE);
    }

    /** Where what people read goes. */
    PrintWriter console() {
        return outputs.console(report, html);
    }

    /** Writes a report, if it goes anywhere. */
    void write(EvaluationReport evaluation) {
        write(report, evaluation::toJson);
        write(html, evaluation::toHtml);
    }

    private void write(@Nullable Path file, Supplier<String> text) {
        if (file != null) {
            outputs.write(file, text.get());
            console().println("Report written to " + file);
        }
    }
}
