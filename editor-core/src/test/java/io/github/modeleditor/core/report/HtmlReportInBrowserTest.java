package io.github.modeleditor.core.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens reports in a Chromium without a window, presses what a person would press, and reads what is shown. */
class HtmlReportInBrowserTest {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String NOTES = "<pre id=\"seen\">";
    private static final int GIVE_UP_SECONDS = 300;

    private final Path folder;

    HtmlReportInBrowserTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anEditShowsEverySection() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(23).toHtml(), "");
        assertThat(seen).containsEntry("sections", "scores training facts broken rest large manifest");
        assertThat(seen.get("summary"))
                .isEqualTo(
                        "fingerprint of the model · 2026-11-26 12:00 UTC · 23 facts · 40 steps in 4 epochs, stopped early · 3.3 s of training · seed -7 · "
                                + "2.00 GB of memory at the peak");
        assertThat(seen.get("tiles")).contains("10.0 → 90.0", "21 of 23", "3 of 23");
        assertThat(seen.get("scores")).contains("Generated", "Teacher-forced", "Locality", "90.0");
        assertThat(seen.get("broken")).contains("Neighbour 2", "Neighbour 12", "Neighbour 22", "Prompt 2 is");
        assertThat(seen.get("tiles")).contains("4.13", "neighbours kept 2 of 3", "kept 1 of 2", "29.0 → 1,197.3");
        assertThat(seen.get("rest"))
                .contains("The model around the facts has changed", "Facts without a subject", "Perplexity, code")
                .contains("2 relation mates", "affirmed")
                .doesNotContain("written");
        assertThat(seen.get("large")).contains("Fluency, bits", "6.13", "Perplexity", "12.8", "Multiple choice", "60");
        assertThat(seen.get("manifest")).contains("fingerprint of the model", "versions library", "1.2.3");
        assertThat(seen).containsEntry("charts", "score-chart drawn, loss-chart drawn, drift-chart drawn");
    }

    @Test
    void hostileTextsAreShownAsTheyAre() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(1).toHtml(), "");
        assertThat(seen).containsEntry("first", ManyFacts.ATTACK).containsEntry("images", "0");
        assertThat(seen.get("manifest"))
                .contains(ManyFacts.ATTACK.replace('\u2028', ' ').substring(0, 40));
    }

    @Test
    void anEvaluationHasNoTraining() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.evaluation(3).toHtml(), "");
        assertThat(seen).containsEntry("sections", "scores facts broken rest large manifest");
        assertThat(seen).containsEntry("charts", "score-chart drawn, drift-chart drawn");
    }

    @Test
    void theFactsSortAndFilter() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(23).toHtml(), "");
        assertThat(seen)
                .containsEntry("rows", "23")
                .containsEntry("sorted by learned", "10, 20, 1 ascending")
                .containsEntry("sorted again", "1, 2, 3 descending")
                .containsEntry("not learned", "10, 20")
                .containsEntry("broke a neighbour", "3, 13, 23")
                .containsEntry("search", "12: 1 of 23 facts")
                .containsEntry("address", "#filter=all&sort=learned&order=down&text=PROMPT+11");
    }

    @Test
    void aRowOpensAndCloses() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(3).toHtml(), "");
        assertThat(seen.get("opened")).contains("In other words 2", "broken", "60.7 %");
        assertThat(seen).containsEntry("closed", "3");
    }

    @Test
    void aViewIsKeptInTheAddress() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(23).toHtml(), "#filter=broke&sort=fact&order=down&text=prompt");
        assertThat(seen).containsEntry("numbers", "23, 13, 3");
    }

    @Test
    void aThousandFactsShowAHundredAtFirst() throws IOException, InterruptedException {
        Map<String, String> seen = open(ManyFacts.edit(1000).toHtml(), "");
        assertThat(seen).containsEntry("rows", "100").containsEntry("rows of all", "1000");
    }

    /** The page with a script behind it that does what a person does; it writes what it saw as lines of name and text. */
    private Map<String, String> open(String html, String address) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium found; name one in the environment variable CHROME_BIN");
        Path page = folder.resolve("report.html");
        String visitor = Resources.toString(Resources.getResource(getClass(), "visitor.js"), UTF_8);
        Files.writeString(page, html + "<script>" + visitor + "</script>");
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        browser.orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--v=0",
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        page.toUri() + address)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(GIVE_UP_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log)).as("the console").doesNotContain("CONSOLE");
        return seen(Files.readString(dom));
    }

    private static Map<String, String> seen(String dom) {
        int start = dom.indexOf(NOTES);
        assertThat(start)
                .as("the visitor's notes in %s", dom.substring(Math.max(0, dom.length() - 500)))
                .isNotNegative();
        String notes = dom.substring(start + NOTES.length(), dom.indexOf("</pre>", start))
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
        return Splitter.on('\u241e')
                .withKeyValueSeparator(Splitter.on('\u241f').limit(2))
                .split(notes);
    }

    private static Optional<Path> browser() {
        List<Path> places = new ArrayList<>();
        String named = System.getenv("CHROME_BIN");
        if (named != null) {
            places.add(Path.of(named));
        }
        Splitter.on(File.pathSeparatorChar)
                .omitEmptyStrings()
                .split(System.getenv().getOrDefault("PATH", ""))
                .forEach(bin -> NAMES.forEach(name -> places.add(Path.of(bin, name))));
        return places.stream().filter(Files::isExecutable).findFirst();
    }
}
