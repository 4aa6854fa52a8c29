package io.github.modeleditor.cli;

import io.github.modeleditor.core.storage.Destination;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells all of a store on one page. */
@Command(
        name = "report",
        description = "Writes a page for a browser: timeline, who changed what and why, score over versions, and every"
                + " fact's present state. Needs no model.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreReportCommand implements Runnable {
    @Mixin
    private StoreOptions store;

    @Option(names = "--html", paramLabel = "FILE", required = true, description = "Where the page goes.")
    private Path page;

    @Mixin
    private Outputs outputs;

    @Override
    public void run() {
        outputs.reads(store.folder());
        outputs.require(page, Destination.PAGE);
        outputs.write(page, store.ledger().toHtml());
        if (!Outputs.isStandardOutput(page)) {
            store.print(Map.of("html", page.toString()), () -> "Page written to " + page);
        }
    }
}
