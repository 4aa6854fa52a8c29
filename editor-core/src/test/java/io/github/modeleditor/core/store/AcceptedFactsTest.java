package io.github.modeleditor.core.store;

import static io.github.modeleditor.core.store.ToyStores.SHIP;
import static io.github.modeleditor.core.store.ToyStores.TOWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange.Appended;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredFact.State;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.core.CoreEditingSession;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not pass is in no adapter. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class AcceptedFactsTest {
    /** The toy model reads the last word of a prompt alone, so that it cannot say both this and what is said of the tower. */
    private static final Fact BRIDGE = Fact.of("The bridge stands in", "Oslo");

    private static final AcceptancePolicy SAID =
            AcceptancePolicy.all().withSaid(true).withAttempts(2);

    @TempDir
    Path temporary;

    @Test
    void anEditIsWithoutWhatWasRejected() {
        try (CoreEditingSession session = ToyStores.session(8);
                EditedModel edited =
                        session.edit(EditRequest.of(TOWER, BRIDGE, SHIP).accepting(SAID))) {
            List<Verdict> verdicts = edited.report().verdicts();
            assertThat(verdicts).extracting(Verdict::fact).containsExactly(TOWER, BRIDGE, SHIP);
            List<Fact> accepted = verdicts.stream()
                    .filter(Verdict::accepted)
                    .map(Verdict::fact)
                    .toList();
            assertThat(accepted).hasSizeBetween(1, 2).contains(SHIP);
            assertThat(edited.report().facts()).extracting(FactReport::fact).isEqualTo(accepted);
            assertThat(verdicts.stream().filter(verdict -> !verdict.accepted()))
                    .allSatisfy(verdict -> assertThat(verdict.toText())
                            .startsWith("rejected after 2 attempts: The model says \"")
                            .contains("instead of \"" + verdict.fact().target() + "\""));
            try (EditedModel alone = session.edit(accepted)) {
                for (Fact fact : List.of(TOWER, BRIDGE, SHIP)) {
                    assertThat(edited.score(fact.prompt(), fact.target()))
                            .isEqualTo(alone.score(fact.prompt(), fact.target()));
                }
            }
            assertThat(edited.report().toText()).contains(accepted.size() + " of 3 facts accepted");
            assertThat(EditReport.fromJson(edited.report().toJson()).verdicts())
                    .extracting(verdict -> verdict.fact().prompt(), Verdict::attempts, Verdict::reasons)
                    .containsExactlyElementsOf(verdicts.stream()
                            .map(verdict -> tuple(verdict.fact().prompt(), verdict.attempts(), verdict.reasons()))
                            .toList());
        }
    }

    @Test
    void whatIsAllowedToMoveIsWhatAReportDoesNotWarnOf() {
        assertThat(AcceptancePolicy.defaults().divergence()).isEqualTo(Harm.NOTICEABLE_DIVERGENCE);
        assertThat(AcceptancePolicy.all().withAttempts(3).acceptsAll()).isTrue();
        assertThat(AcceptancePolicy.defaults().acceptsAll()).isFalse();
    }

    @Test
    void aModelThatDidNotChangeSaysSo() {
        try (CoreEditingSession session = ToyStores.session(8);
                CoreEditingSession hasty = session.with(editor ->
                        editor.withTraining(editor.settings().training().withMaximumSteps(1)));
                EditedModel edited = hasty.edit(EditRequest.of(TOWER).accepting(SAID));
                LanguageModel base = session.base()) {
            assertThat(edited.report().verdicts()).noneMatch(Verdict::accepted);
            assertThat(edited.report().toText()).contains("0 of 1 fact accepted", "The model did not change");
            assertThat(edited.score(TOWER.prompt(), TOWER.target()))
                    .isEqualTo(base.score(TOWER.prompt(), TOWER.target()));
        }
    }

    @Test
    void anAttemptGoesOnWhereTheOneBeforeEnded() {
        try (CoreEditingSession session = ToyStores.session(8);
                CoreEditingSession few = session.with(editor ->
                        editor.withTraining(editor.settings().training().withEpochs(3)));
                EditedModel edited = few.edit(EditRequest.of(TOWER).accepting(SAID.withAttempts(30)))) {
            Verdict verdict = edited.report().verdicts().get(0);
            assertThat(verdict.accepted()).isTrue();
            assertThat(verdict.attempts()).isGreaterThan(1);
            assertThat(verdict.toText()).isEqualTo("accepted after " + verdict.attempts() + " attempts");
            assertThat(edited.complete(TOWER.prompt(), 1)).isEqualTo(" Rome");
        }
    }

    @Test
    void theLedgerTellsWhatWasRejectedAndWhy() {
        Path folder = temporary.resolve("store");
        Fact moved = Fact.of("The tower stands in", "Oslo");
        List<Verdict> verdicts;
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
        }
        try (EditStore store = CoreEditStore.open(folder, ToyStores.hasty(Disk.quiet()))) {
            StoredVersion version = store.append(AppendRequest.of(List.of(moved), "bob", "")
                    .onConflict(ConflictPolicy.SUPERSEDE)
                    .accepting(SAID));
            Appended appended = (Appended) version.change();
            assertThat(appended.rejected()).hasSize(1);
            assertThat(appended.superseded()).isEmpty();
            assertThat(version.rank()).isEqualTo(store.history().get(1).rank());
            assertThat(version.edits()).containsExactly("e1");
            assertThat(version.standing()).isEqualTo(new Standing(1, 1));
            verdicts = appended.verdicts();
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(((Appended) store.history().get(2).change()).verdicts()).isEqualTo(verdicts);
            assertThat(store.facts(2))
                    .extracting(StoredFact::edit, StoredFact::state)
                    .containsExactly(tuple("e1", State.CURRENT), tuple("e2", State.REJECTED));
            assertThat(store.append(AppendRequest.of(List.of(SHIP), "bob", "").accepting(SAID))
                            .edits())
                    .containsExactly("e1", "e3");
            assertThat(store.verify().isWhole()).isTrue();
        }
    }
}
