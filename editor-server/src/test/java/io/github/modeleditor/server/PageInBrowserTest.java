package io.github.modeleditor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.EditStore;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a Chromium without a window, where there is one, and reads what is shown. */
class PageInBrowserTest {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final String ATTACK = "<img src=x onerror=document.title='taken'>";
    private static final int GIVE_UP_SECONDS = 300;

    @Test
    void theLinkOpensTheDeskAndTextsAreShownAsTheyAre(@TempDir Path folder) throws Exception {
        Optional<String> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium found; name one in the environment variable CHROME_BIN");
        ServerConfig config = ServerConfig.of("nano").at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (EditStore store = TestStores.create(folder);
                EditServer server = EditServer.start(store, folder.resolve("store"), config)) {
            store.append(List.of(Fact.of(ATTACK + " plays", "chess")), "ada", ATTACK);
            String closed = dom(browser.orElseThrow(), folder, server.uri().toString());
            assertThat(closed)
                    .contains("id=\"desk\" hidden")
                    .contains("Paste it here")
                    .doesNotContain("version 1");
            String open = dom(browser.orElseThrow(), folder, server.uri() + "#token=" + server.token());
            assertThat(open)
                    .contains("nano, version 1")
                    .contains("&lt;img src=x onerror=document.title='taken'&gt; plays → chess")
                    .contains("ada, ", "Undo e1")
                    .contains("<title>nano · ModelEditor</title>")
                    .contains("id=\"entry\" hidden");
        }
    }

    private static String dom(String browser, Path folder, String address) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        browser,
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
                        address)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(GIVE_UP_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log)).as("the console").doesNotContain("CONSOLE");
        return Files.readString(dom);
    }

    private static Optional<String> browser() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<String> found = NAMES.stream()
                .flatMap(name -> Arrays.stream(path.split(File.pathSeparator)).map(place -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .map(Path::toString);
        return Stream.concat(Stream.ofNullable(System.getenv("CHROME_BIN")), found)
                .findFirst();
    }
}
