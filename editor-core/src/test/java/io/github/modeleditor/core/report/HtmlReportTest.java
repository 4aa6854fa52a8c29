package io.github.modeleditor.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.report.EvaluationReport;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"report\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void theDataAreTheJsonOfTheReport() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        for (EvaluationReport report : List.of(ManyFacts.evaluation(0), ManyFacts.evaluation(3), ManyFacts.edit(1))) {
            assertThat(mapper.readTree(data(report.toHtml()))).isEqualTo(mapper.readTree(report.toJson()));
        }
    }

    @Test
    void noTextEndsTheScriptItStandsIn() {
        String html = ManyFacts.edit(10).toHtml();
        assertThat(data(html)).doesNotContain("<", ">", "&", "\u2028");
        assertThat(html).doesNotContain("<script>console", "<img").contains("&lt;/script&gt;");
        assertThat(html.split("</script", -1)).hasSize(4);
    }

    @Test
    void noPlaceIsLeftAndNoneIsFilledByTheData() {
        String html = ManyFacts.edit(1).toHtml();
        assertThat(html.split("\\{\\{", -1))
                .as("parts around what looks like a place, which only the data have")
                .hasSize(places(data(html)) + places(text(html)) + 1)
                .hasSizeGreaterThan(1);
    }

    @Test
    void nothingIsLoaded() {
        String page = ManyFacts.edit(2).toHtml().replace(data(ManyFacts.edit(2).toHtml()), "");
        assertThat(page).contains("default-src 'none'");
        assertThat(page).doesNotContain("sourceMappingURL", "<link", "@import", "url(", "fetch(", "XMLHttpRequest");
        assertThat(page).doesNotContainPattern("(src|href)\\s*=\\s*[\"']?(https?:)?//");
    }

    @Test
    void theLicenceOfTheChartsTravelsAlong() {
        assertThat(ManyFacts.evaluation(1).toHtml())
                .contains("Chart.js Contributors", "Permission is hereby granted, free of charge");
    }

    @Test
    void aBrowserWithoutScriptsShowsTheText() {
        CoreEvaluationReport report = ManyFacts.evaluation(12);
        assertThat(report.toHtml())
                .contains("<pre>12 facts, 2.00 GB of memory at the peak\n")
                .contains("teacher-forced");
    }

    private static int places(String part) {
        return part.split("\\{\\{", -1).length - 1;
    }

    private static String text(String html) {
        return html.substring(html.indexOf("<pre>"), html.indexOf("</pre>"));
    }

    private static String data(String html) {
        Matcher data = DATA.matcher(html);
        assertThat(data.find()).isTrue();
        return data.group(1);
    }
}
