package io.github.modeleditor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes. */
final class ReportOptions {
    @Option(names = "--report", paramLabel = "FILE", description = "Where the report goes, as JSON.")
    private @Nullable Path report;

    @Option(names = "--html", paramLabel = "FILE", description = "Where the report goes, as a page for a browser.")
    private @Nullable Path html;

    /** Complains now about what could not be written in the end. */
    void requireWritable() {
        Stream.of(report, html).filter(Objects::nonNull).forEach(AtomicFiles::requireWritable);
    }

    /** Writes a report, if it goes anywhere. */
    void write(EvaluationReport evaluation, PrintWriter out) {
        if (report != null) {
            write(report, evaluation.toJson(), out);
        }
        if (html != null) {
            write(html, evaluation.toHtml(), out);
        }
    }

    /** Writes a text and says where. */
    static void write(Path path, String text, PrintWriter out) {
        write(path, text);
        out.println("Report written to " + path);
    }

    /** Writes a text. */
    static void write(Path path, String text) {
        AtomicFiles.write(path, file -> file.write(text.getBytes(UTF_8)));
    }
}
