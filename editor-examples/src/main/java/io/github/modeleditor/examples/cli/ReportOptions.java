package io.github.modeleditor.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.EvaluationReport;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes. */
final class ReportOptions {
    @Option(names = "--report", paramLabel = "FILE", description = "Where the report goes, as JSON.")
    private @Nullable Path report;

    /** Complains now about what could not be written in the end. */
    void requireWritable() {
        if (report != null) {
            AtomicFiles.requireWritable(report);
        }
    }

    /** Writes a report, if it goes anywhere. */
    void write(EvaluationReport evaluation, PrintWriter out) {
        if (report != null) {
            AtomicFiles.write(report, file -> file.write(evaluation.toJson().getBytes(UTF_8)));
            out.println("Report written to " + report);
        }
    }
}
