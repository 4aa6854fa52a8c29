package io.github.modeleditor.onnx.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The table of docs/models.md between two markers. */
final class ModelsPage {
    static final Path FILE = Path.of("..", "docs", "models.md");

    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";
    private static final String HEAD =
            """
            | family | `model_type` | export | opset | cache | gradients | edit |
            |---|---|---|---|---|---|---|
            """;

    private ModelsPage() {}

    /** The table of what was measured, by family. */
    static String table(List<Measurement> measurements) {
        StringBuilder table = new StringBuilder(HEAD);
        measurements.stream()
                .sorted(Comparator.<Measurement, String>comparing(
                                m -> m.model().family().toLowerCase(Locale.ROOT))
                        .thenComparing(m -> m.model().export())
                        .thenComparing(Measurement::opset)
                        .thenComparing(m -> m.model().name()))
                .map(ModelsPage::row)
                .distinct()
                .forEach(table::append);
        return table.toString();
    }

    private static String row(Measurement measurement) {
        FixtureModel model = measurement.model();
        String result =
                model.refusal().map(reason -> "no | refused: `" + reason + "`").orElse("as autograd | taken");
        return "| " + String.join(" | ", model.family(), "`" + model.modelType() + "`", model.export())
                + " | " + measurement.opset()
                + " | " + measurement.cache()
                + " | " + result + " |\n";
    }

    /** What stands on the page. */
    static String written() {
        String page = read();
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    }

    /** Replaces what stands on the page. */
    static void write(String table) {
        String page = read();
        try {
            Files.writeString(
                    FILE, page.substring(0, page.indexOf(BEGIN)) + BEGIN + table + page.substring(page.indexOf(END)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
