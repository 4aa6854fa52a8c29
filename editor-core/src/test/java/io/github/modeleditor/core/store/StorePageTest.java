package io.github.modeleditor.core.store;

import static io.github.modeleditor.core.store.ToyStores.BREAD;
import static io.github.modeleditor.core.store.ToyStores.SHIP;
import static io.github.modeleditor.core.store.ToyStores.TOWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the page of a store tells. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class StorePageTest {
    private static final String ATTACK = "<script>alert(1)</script> & \"{{facts}}\"";

    @TempDir
    Path temporary;

    @Test
    void itTellsWhoChangedWhatAndWhatBecameOfEachFact() throws IOException, ParserConfigurationException, SAXException {
        Path folder = temporary.resolve("store");
        List<String> phases = new ArrayList<>();
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", ATTACK);
            store.append(List.of(BREAD, SHIP), "bob", "two at once");
            store.append(AppendRequest.of(List.of(Fact.of(TOWER.prompt(), "Oslo")), "eve", "it moved")
                    .onConflict(ConflictPolicy.SUPERSEDE));
            store.revert("bob", "not ours", "e2");
        }
        try (EditStore store = CoreEditStore.open(folder, ToyStores.hasty(Disk.quiet()))) {
            store.append(AppendRequest.of(List.of(Fact.of("The moon is made of", "Paris")), "dan", "a joke")
                    .accepting(AcceptancePolicy.all().withSaid(true)));
            store.compact(
                    ChangeRequest.of("ada", "smaller").onProgress(event -> {
                        if (event instanceof EditEvent.Progress progress) {
                            phases.add(progress.phase().name());
                        }
                    }),
                    4);
        }
        assertThat(phases).contains("TRAINING", "MEASURING_AFTER");
        String html = EditLedger.read(folder).toHtml();
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
        Document page = parsed(html);
        assertThat(rows(page, 0))
                .hasSize(7)
                .anySatisfy(row -> assertThat(row).contains("ada", ATTACK, "Appended e1, 1 fact.", "1 of 1"))
                .anySatisfy(row -> assertThat(row).contains("Made.", "as it was"))
                .anySatisfy(row -> assertThat(row).contains("eve", "it moved", "in place of 1", "not measured"))
                .anySatisfy(row -> assertThat(row).contains("bob", "not ours", "Reverted e2"))
                .anySatisfy(row -> assertThat(row).contains("dan", "a joke", "1 rejected"))
                .anySatisfy(row -> assertThat(row).contains("smaller", "Compacted; before: rank"));
        assertThat(rows(page, 1))
                .satisfiesExactly(
                        row -> assertThat(row)
                                .contains(
                                        "superseded", "Gave way in version 3 by eve: it moved.", "in version 1 by ada"),
                        row -> assertThat(row).contains("reverted", "Taken back in version 4 by bob: not ours."),
                        row -> assertThat(row).contains("reverted", SHIP.prompt()),
                        row -> assertThat(row).contains("current", "Appended in version 3 by eve"),
                        row -> assertThat(row).contains("rejected", "instead of \"Paris\""));
        assertThat(page.getElementsByTagName("circle").getLength()).isEqualTo(6);
    }

    /** As XML, which it is but for the first line and elements without an end. */
    private static Document parsed(String html) throws IOException, ParserConfigurationException, SAXException {
        String xml = html.replaceFirst("<!DOCTYPE html>\n", "").replaceAll("<(meta[^>]*)>", "<$1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<String> rows(Document page, int table) {
        NodeList bodies = page.getElementsByTagName("tbody");
        return Splitter.on('\n')
                .trimResults()
                .omitEmptyStrings()
                .splitToList(bodies.item(table).getTextContent());
    }
}
