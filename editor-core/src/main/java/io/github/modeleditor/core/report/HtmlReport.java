package io.github.modeleditor.core.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as one HTML file that loads nothing: the data as JSON, the page's own scripts, and Chart.js from its WebJar. The
 * scripts write what the data say as text, never as HTML.
 */
final class HtmlReport {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern SOURCE_MAP = Pattern.compile("^//# sourceMappingURL=.*$", Pattern.MULTILINE);

    /** In JSON these occur inside of strings only; without them no string ends the script element it stands in. */
    private static final Escaper IN_SCRIPT = Escapers.builder()
            .addEscape('<', "\\u003c")
            .addEscape('>', "\\u003e")
            .addEscape('&', "\\u0026")
            .addEscape('\u2028', "\\u2028")
            .addEscape('\u2029', "\\u2029")
            .build();

    private HtmlReport() {}

    /**
     * The page.
     *
     * @param title what it is called
     * @param json what {@link JsonReport} writes
     * @param text what a browser without JavaScript shows
     */
    static String of(String title, JsonNode json, String text) {
        Map<String, String> parts = ImmutableMap.of(
                "title", HtmlEscapers.htmlEscaper().escape(title),
                "style", resource("report.css"),
                "text", HtmlEscapers.htmlEscaper().escape(text),
                "report", IN_SCRIPT.escape(json.toString()),
                "license", resource("chartjs/LICENSE.md"),
                "charts",
                        SOURCE_MAP.matcher(resource("chartjs/chart.umd.min.js")).replaceAll(""),
                "scripts",
                        Stream.of("elements.js", "model.js", "charts.js", "table.js", "facts.js", "page.js")
                                .map(HtmlReport::resource)
                                .collect(Collectors.joining("\n")));
        return filled("report.html", parts);
    }

    /** A page with parts in the places that are named after them. */
    static String filled(String page, Map<String, String> parts) {
        return PLACE.matcher(resource(page))
                .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    static String resource(String name) {
        // Found from here: what another module asks for, Guava's too, stays hidden from it.
        try (InputStream found = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(found.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The library's own resource " + name + " cannot be read", unreadable);
        }
    }
}
