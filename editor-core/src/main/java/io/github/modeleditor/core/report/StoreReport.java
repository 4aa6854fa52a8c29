package io.github.modeleditor.core.report;

import static java.util.stream.Collectors.joining;

import com.google.common.html.HtmlEscapers;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A store of edits as one HTML file that loads nothing and runs no script. */
public final class StoreReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final EditLedger ledger;
    private final List<StoredVersion> versions;
    private final List<StoredFact> facts;
    private final double[] scores;
    private final FactFates fates;

    private StoreReport(EditLedger ledger) {
        this.ledger = ledger;
        versions = ledger.history();
        facts = ledger.facts(versions.size() - 1);
        scores = versions.stream()
                .mapToDouble(version -> ledger.report(version.number())
                        .map(EvaluationReport::score)
                        .orElse(Double.NaN))
                .toArray();
        fates = new FactFates(versions);
    }

    /**
     * The page.
     *
     * @param ledger of the store, as it is now
     * @return an HTML document, to be written as UTF-8
     */
    public static String of(EditLedger ledger) {
        return new StoreReport(ledger).page();
    }

    private String page() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("style", HtmlReport.resource("report.css"));
        parts.put("summary", summary());
        parts.put("tiles", tiles());
        parts.put("chart", new VersionChart(versions, scores).svg());
        parts.put("timeline", versions.stream().map(this::row).collect(joining()));
        parts.put("facts", facts.stream().map(this::row).collect(joining()));
        return HtmlReport.filled("store.html", parts);
    }

    private StoredVersion last() {
        return versions.get(versions.size() - 1);
    }

    private String summary() {
        String pending = ledger.pending()
                .map(edit -> " · unfinished: " + edit.change().name().toLowerCase(Locale.ROOT) + " of " + edit.facts()
                        + " facts by " + escaped(edit.author()))
                .orElse("");
        return "Base model " + escaped(ledger.baseFingerprint()) + " · last changed " + TIME.format(last().time())
                + " UTC" + pending;
    }

    private String tiles() {
        StoredVersion last = last();
        return tile(
                        "Current facts that are said",
                        last.standing().said() + " of " + last.standing().facts())
                + tile("Sets in effect", Integer.toString(last.edits().size()))
                + tile("Versions", Integer.toString(versions.size()))
                + tile("Rank of the adapters", Integer.toString(last.rank()))
                + "<div class=\"tile\"><h3>The rest</h3><p>" + rest(last) + "</p></div>\n";
    }

    private static String tile(String title, String value) {
        return "<div class=\"tile\"><h3>" + title + "</h3><p class=\"value\">" + value + "</p></div>\n";
    }

    private String row(StoredVersion version) {
        return "<tr><th scope=\"row\">" + version.number() + "</th>" + cell(TIME.format(version.time()))
                + cell(version.author()) + cell(version.reason()) + cell(what(version.change()))
                + number(
                        version.standing().facts() == 0
                                ? "-"
                                : version.standing().said() + " of "
                                        + version.standing().facts())
                + cell(rest(version))
                + number(Double.isNaN(scores[version.number()]) ? "-" : percent(scores[version.number()]))
                + number(Integer.toString(version.rank())) + "</tr>\n";
    }

    private static String rest(StoredVersion version) {
        if (version.rank() == 0) {
            return "as it was";
        }
        return version.standing().rest().map(Standing.Rest::toText).orElse("not measured");
    }

    private static String what(StoredChange change) {
        if (change instanceof StoredChange.Appended appended) {
            return "Appended " + appended.edit() + ", " + TextReport.count(appended.facts(), "fact")
                    + (appended.superseded().isEmpty()
                            ? ""
                            : ", in place of " + appended.superseded().size())
                    + (appended.rejected().isEmpty()
                            ? ""
                            : ", " + appended.rejected().size() + " rejected")
                    + ".";
        }
        if (change instanceof StoredChange.Reverted reverted) {
            String said = reverted.stillSaid().isPresent()
                    ? TextReport.count(reverted.stillSaid().getAsInt(), "fact") + " still said, "
                    : "";
            return "Reverted " + String.join(", ", reverted.edits()) + ": " + said
                    + reverted.returned() + " of " + TextReport.count(reverted.facts(), "answer")
                    + " the unedited model's again. " + reverted.way();
        }
        if (change instanceof StoredChange.Compacted compacted) {
            return "Compacted; before: rank " + compacted.rankBefore() + ", "
                    + compacted.before().toText() + ".";
        }
        return "Made.";
    }

    private String row(StoredFact fact) {
        String state = fact.state().name().toLowerCase(Locale.ROOT);
        String mark =
                switch (fact.state()) {
                    case CURRENT -> "good";
                    case REJECTED -> "bad";
                    case SUPERSEDED, REVERTED -> "muted";
                };
        return "<tr><th scope=\"row\">" + escaped(fact.fact().prompt()) + "</th>"
                + cell(fact.fact().target()) + cell(fact.edit()) + "<td class=\"" + mark + "\">" + state + "</td>"
                + cell(fates.of(fact)) + "</tr>\n";
    }

    private static String cell(String text) {
        return "<td>" + escaped(text) + "</td>";
    }

    private static String number(String text) {
        return "<td class=\"number\">" + text + "</td>";
    }

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }
}
