package io.github.modeleditor.core.store;

import static io.github.modeleditor.core.store.ToyStores.BREAD;
import static io.github.modeleditor.core.store.ToyStores.SHIP;
import static io.github.modeleditor.core.store.ToyStores.TOWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange.Appended;
import io.github.modeleditor.api.store.StoredChange.Compacted;
import io.github.modeleditor.api.store.StoredChange.Created;
import io.github.modeleditor.api.store.StoredChange.Reverted;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredFact.State;
import io.github.modeleditor.api.store.StoredVersion;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class CoreEditStoreTest {
    private static final Fact PARIS = Fact.of("the  tower stands in", "Paris");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameAFolder() {
        folder = temporary.resolve("store");
    }

    @Test
    void whatIsAppendedIsSaidAndThereAgain() {
        try (EditStore store = ToyStores.create(folder)) {
            StoredVersion first = store.append(List.of(TOWER), "ada", "ticket 1");
            assertThat(first.change()).isEqualTo(new Appended("e1", 1, List.of(), 4));
            assertThat(first.standing()).isEqualTo(new Standing(1, 1));
            StoredVersion second = store.append(List.of(BREAD, SHIP), "bob", "ticket 2");
            assertThat(second.number()).isEqualTo(2);
            assertThat(second.rank()).isEqualTo(8);
            assertThat(second.edits()).containsExactly("e1", "e2");
            assertThat(second.standing()).isEqualTo(new Standing(3, 3));
            assertThat(store.current().complete(TOWER.prompt(), 1)).isEqualTo(" Rome");
            assertThat(store.current().complete(SHIP.prompt(), 1)).isEqualTo(" Oslo");
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(store.current().complete(BREAD.prompt())).startsWith(" old Rome");
            assertThat(store.history())
                    .extracting(StoredVersion::author, StoredVersion::reason, StoredVersion::rank)
                    .containsExactly(tuple("", "", 0), tuple("ada", "ticket 1", 4), tuple("bob", "ticket 2", 8));
            assertThat(store.history().get(0).change()).isEqualTo(new Created());
            assertThat(store.report(0)).isEmpty();
            assertThat(store.report(2)).get().isInstanceOfSatisfying(EditReport.class, report -> assertThat(
                            report.facts())
                    .extracting(fact -> fact.fact().prompt())
                    .containsExactly(BREAD.prompt(), SHIP.prompt(), TOWER.prompt()));
            assertThat(store.verify().isWhole()).isTrue();
        }
    }

    @Test
    void theAdapterOfAVersionIsReadOnceAndIsTheOneOnTheDisk() {
        double score;
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            store.append(List.of(BREAD), "ada", "");
            score = score(store, 2);
            assertThat(store.adapter(2)).containsSame(store.adapter(2).orElseThrow());
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(score(store, 2)).isEqualTo(score);
            assertThat(score(store, 1)).isNotEqualTo(score);
            assertThat(score(store, 2)).isEqualTo(score);
        }
    }

    @Test
    void appendingLeavesTheEarlierRanksAsTheyAre() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            double before = score(store, 1);
            store.append(AppendRequest.of(List.of(PARIS), "ada", "").onConflict(ConflictPolicy.SUPERSEDE));
            // The second set's ranks act as well, so the scores differ; without them they are the same.
            assertThat(score(store, 2)).isNotEqualTo(before);
            store.revert("ada", "", "e2");
            assertThat(score(store, 3)).isEqualTo(before);
        }
    }

    @Test
    void appendingTakesAsManyStepsAsIfTheFactsWereAlone() {
        List<Fact> earlier = List.of(BREAD, SHIP, TOWER);
        Fact late = Fact.of("The gate leads to", "Oslo");
        assertThat(plannedSteps(temporary.resolve("many"), earlier, late))
                .isEqualTo(plannedSteps(temporary.resolve("few"), List.of(BREAD), late));
    }

    private static long plannedSteps(Path folder, List<Fact> before, Fact fact) {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(before, "ada", "");
            AtomicLong planned = new AtomicLong();
            store.append(AppendRequest.of(List.of(fact), "ada", "").onProgress(event -> {
                if (event instanceof EditEvent.Progress progress && progress.phase() == EditEvent.Phase.TRAINING) {
                    planned.compareAndSet(0, progress.total());
                }
            }));
            return planned.get();
        }
    }

    @Test
    void revertingAllIsTheUneditedModel() {
        try (EditStore store = ToyStores.create(folder)) {
            double base = score(store, 0);
            store.append(List.of(TOWER), "ada", "");
            store.append(List.of(BREAD), "ada", "");
            assertThat(store.adapter(2)).isPresent();
            StoredVersion version = store.revert("bob", "all wrong", "e1", "e2");
            assertThat(version.change()).isEqualTo(new Reverted(List.of("e1", "e2"), 2, OptionalInt.of(0), 2, 0, 0));
            assertThat(version.rank()).isZero();
            assertThat(store.adapter(3)).isEmpty();
            assertThat(store.current().score(TOWER.prompt(), TOWER.target()).negativeLogLikelihood())
                    .isEqualTo(base);
            assertThat(score(store, 2)).isNotEqualTo(base);
        }
    }

    @Test
    void whatBecameOfTheRestStandsBesideWhatIsSaid() {
        try (EditStore store = CoreEditStore.create(folder, ToyStores.measured())) {
            Fact tower = TOWER.withLocalityProbes(Probe.of("The bridge stands in", "Oslo"));
            Standing.Rest rest =
                    store.append(List.of(tower), "ada", "").standing().rest().orElseThrow();
            assertThat(store.report(1).flatMap(EvaluationReport::harm).map(Standing.Rest::of))
                    .contains(rest);
            assertThat(rest.klDivergence()).isPositive();
            assertThat(rest.neighbours().of()).isOne();
            StoredVersion unchanged = store.append(AppendRequest.of(List.of(BREAD), "ada", "")
                    .accepting(AcceptancePolicy.all().withDivergence(1e-9)));
            assertThat(unchanged.standing()).isEqualTo(new Standing(1, 1, Optional.of(rest)));
            assertThat(store.revert("ada", "", "e1").standing()).isEqualTo(new Standing(0, 0));
        }
        try (EditStore store = ToyStores.open(folder)) {
            Standing first = store.history().get(1).standing();
            assertThat(store.report(1).flatMap(EvaluationReport::harm).map(Standing.Rest::of))
                    .isEqualTo(first.rest());
            assertThat(first.toText()).startsWith("says 1 of 1 facts, keeps ").contains(" of 1 neighbours, KL ");
        }
    }

    @Test
    void whatIsNotSaidIsTaughtAgainWithTheNextSet() {
        try (EditStore hasty = CoreEditStore.create(folder, ToyStores.hasty(Disk.quiet()))) {
            assertThat(hasty.append(List.of(TOWER), "ada", "").standing()).isEqualTo(new Standing(1, 0));
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(store.append(List.of(BREAD), "bob", "").standing()).isEqualTo(new Standing(2, 2));
        }
    }

    @Test
    void whatNoLongerHoldsIsRepaired() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            // Half of it is said thanks to the ranks of the first set: the model has one projection, and no prompt of
            // its own.
            store.append(List.of(Fact.of("The old tower stands in", "Rome")), "ada", "");
            StoredVersion version = store.revert("bob", "", "e1");
            assertThat(version.change())
                    .isInstanceOfSatisfying(Reverted.class, reverted -> assertThat(reverted.repaired())
                            .isOne());
            assertThat(version.standing()).isEqualTo(new Standing(1, 1));
            assertThat(version.edits()).containsExactly("e2");
            assertThat(store.revert("bob", "", "e2").rank()).isZero();
        }
    }

    @Test
    void whatIsTakenBackIsAnsweredAsByTheUneditedModel() {
        try (EditStore store = ToyStores.create(folder);
                LanguageModel base = store.checkout(0)) {
            String answer = base.complete(BREAD.prompt(), 5);
            store.append(List.of(TOWER), "ada", "");
            store.append(List.of(BREAD), "ada", "");
            // The ranks of the other set make the model say something else there: it has one projection, and no prompt
            // of its own.
            StoredVersion version = store.revert("bob", "", "e2");
            assertThat(version.change()).isEqualTo(new Reverted(List.of("e2"), 1, OptionalInt.of(0), 1, 0, 1));
            assertThat(((Reverted) version.change()).way()).contains("held 1");
            assertThat(version.standing()).isEqualTo(new Standing(1, 1));
            assertThat(store.current().complete(BREAD.prompt(), 5)).isEqualTo(answer);
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(store.history().get(3).change())
                    .isEqualTo(new Reverted(List.of("e2"), 1, OptionalInt.of(0), 1, 0, 1));
            assertThat(store.revert("bob", "", "e1").rank()).isZero();
            assertThat(store.adapter(4)).isEmpty();
        }
    }

    @Test
    void whatIsSaidAllTheSameIsTold() {
        try (EditStore store = ToyStores.create(folder)) {
            List<Fact> alike = Stream.of("One tower stands in", "Her tower stands in", "Old tower stands in")
                    .map(prompt -> Fact.of(prompt, TOWER.target()))
                    .toList();
            store.append(alike, "ada", "");
            store.append(List.of(TOWER), "ada", "");
        }
        try (EditStore hasty = CoreEditStore.open(folder, ToyStores.hasty(Disk.quiet()))) {
            assertThat(hasty.revert("bob", "", "e2").change())
                    .isInstanceOfSatisfying(Reverted.class, reverted -> assertThat(reverted.stillSaid())
                            .hasValue(1));
        }
    }

    @Test
    void aFactThatSupersedesGivesItsPlaceBack() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            assertThatExceptionOfType(InvalidFactException.class)
                    .isThrownBy(() -> store.append(List.of(PARIS), "bob", ""))
                    .withMessageContaining("Paris")
                    .withMessageContaining("Rome");
            assertThat(store.history()).hasSize(2);
            StoredVersion version =
                    store.append(AppendRequest.of(List.of(PARIS), "bob", "").onConflict(ConflictPolicy.SUPERSEDE));
            assertThat(version.change())
                    .isEqualTo(new Appended("e2", 1, List.of(new StoredFact(TOWER, "e1", State.CURRENT)), 4));
            assertThat(version.standing()).isEqualTo(new Standing(1, 1));
            assertThat(store.facts(2))
                    .extracting(StoredFact::edit, StoredFact::state)
                    .containsExactly(tuple("e1", State.SUPERSEDED), tuple("e2", State.CURRENT));
            assertThat(store.current().complete(TOWER.prompt(), 1)).isEqualTo(" Paris");
            assertThat(store.diff(1, 2).added()).containsExactly(new StoredFact(PARIS, "e2", State.CURRENT));
            assertThat(store.diff(1, 2).removed()).containsExactly(new StoredFact(TOWER, "e1", State.SUPERSEDED));

            store.revert("ada", "", "e2");
            assertThat(store.facts(3)).extracting(StoredFact::state).containsExactly(State.CURRENT, State.REVERTED);
            assertThat(store.current().complete(TOWER.prompt(), 1)).isEqualTo(" Rome");
            assertThat(store.diff(1, 3).added()).isEmpty();
        }
    }

    @Test
    void bothAreKeptWhereThatIsAskedFor() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            store.append(AppendRequest.of(List.of(PARIS), "bob", "").onConflict(ConflictPolicy.KEEP_BOTH));
            assertThat(store.facts(2)).extracting(StoredFact::state).containsOnly(State.CURRENT);
            store.append(List.of(SHIP), "ada", "");
            assertThat(store.compact(4, "ada", "").standing().facts()).isEqualTo(3);
        }
    }

    @Test
    void factsOfOneSetThatExcludeEachOtherLeaveTheStoreAsItIs() {
        try (EditStore store = ToyStores.create(folder)) {
            assertThatExceptionOfType(InvalidFactException.class)
                    .isThrownBy(() -> store.append(AppendRequest.of(List.of(TOWER, BREAD, PARIS), "bob", "")
                            .onConflict(ConflictPolicy.SUPERSEDE)))
                    .withMessageContaining("fact 1");
            assertThatExceptionOfType(InvalidFactException.class).isThrownBy(() -> store.append(List.of(), "bob", ""));
            assertThat(store.history()).hasSize(1);
            assertThat(folder.resolve("files")).isEmptyDirectory();
        }
    }

    @Test
    void compactingKeepsWhatItWasMadeFrom() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(BREAD), "ada", "");
            store.append(List.of(TOWER), "ada", "");
            store.append(List.of(SHIP), "ada", "");
            StoredVersion compacted = store.compact(4, "ada", "small");
            assertThat(compacted.change()).isEqualTo(new Compacted(12, new Standing(3, 3)));
            assertThat(compacted.rank()).isEqualTo(4);
            assertThat(compacted.standing()).isEqualTo(new Standing(3, 3));
            store.append(List.of(Fact.of("A bridge leads to", "Paris")), "ada", "");
            StoredVersion reverted = store.revert("ada", "", "e3");
            assertThat(reverted.edits()).containsExactly("e1", "e2", "e4");
            assertThat(reverted.standing()).isEqualTo(new Standing(3, 3));
        }
        try (EditStore store = ToyStores.open(folder)) {
            assertThat(store.current().complete(BREAD.prompt())).startsWith(" old Rome");
            assertThat(store.verify().isWhole()).isTrue();
        }
    }

    @Test
    void aVersionThatIsCheckedOutStays() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            try (LanguageModel first = store.checkout(1);
                    LanguageModel base = store.checkout(0)) {
                store.append(AppendRequest.of(List.of(PARIS), "bob", "").onConflict(ConflictPolicy.SUPERSEDE));
                assertThat(first.complete(TOWER.prompt(), 1)).isEqualTo(" Rome");
                assertThat(base.complete(TOWER.prompt(), 1)).isNotEqualTo(" Rome");
                assertThat(store.current().complete(TOWER.prompt(), 1)).isEqualTo(" Paris");
            }
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.checkout(3))
                    .matches(failure -> failure.kind() == Kind.UNKNOWN)
                    .withMessageContaining("0 to 2");
        }
    }

    @Test
    void whatIsNotInEffectIsNotReverted() {
        try (EditStore store = ToyStores.create(folder)) {
            store.append(List.of(TOWER), "ada", "");
            store.revert("ada", "", "e1");
            for (String[] edits : new String[][] {{"e1"}, {"e2"}, {}}) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.revert("ada", "", edits))
                        .matches(failure -> failure.kind() == Kind.UNKNOWN);
            }
            assertThat(store.append(List.of(TOWER), "ada", "again").edits()).containsExactly("e2");
        }
    }

    @Test
    void oneProcessHasAStoreOpen() {
        CoreEditStore store = ToyStores.create(folder);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ToyStores.open(folder))
                .matches(failure -> failure.kind() == Kind.LOCKED)
                .withMessageContaining(Long.toString(ProcessHandle.current().pid()));
        assertThat(EditLedger.read(folder).history()).hasSize(1);
        store.close();
        assertThatExceptionOfType(ModelClosedException.class).isThrownBy(() -> store.append(List.of(TOWER), "ada", ""));
        assertThatExceptionOfType(ModelClosedException.class).isThrownBy(store::current);
        ToyStores.open(folder).close();
    }

    @Test
    void anotherBaseIsRefused() {
        ToyStores.create(folder).close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> CoreEditStore.open(folder, () -> ToyStores.session(9)))
                .matches(failure -> failure.kind() == Kind.OTHER_BASE)
                .withMessageContaining("toy-8")
                .withMessageContaining("toy-9");
        ToyStores.open(folder).close();
    }

    @Test
    void aStoreIsMadeAndOpenedWhereItBelongs() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ToyStores.open(folder))
                .matches(failure -> failure.kind() == Kind.MISSING);
        assertThat(folder).doesNotExist();
        ToyStores.create(folder).close();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ToyStores.create(folder))
                .withMessageContaining("left as it is");
    }

    @Test
    void aClockThatGoesBackIsTold() {
        ToyStores.create(folder).close();
        Clock past = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        try (EditStore store = CoreEditStore.open(
                folder, new CoreEditStore.Environment(() -> ToyStores.session(8), past, Disk.quiet()))) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.append(List.of(TOWER), "ada", ""))
                    .matches(failure -> failure.kind() == Kind.CLOCK)
                    .withMessageContaining("clock");
            assertThat(store.history()).hasSize(1);
        }
        Clock littleBack = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-5));
        try (EditStore store = CoreEditStore.open(
                folder, new CoreEditStore.Environment(() -> ToyStores.session(8), littleBack, Disk.quiet()))) {
            StoredVersion version = store.append(List.of(TOWER), "ada", "");
            assertThat(version.time()).isAfterOrEqualTo(store.history().get(0).time());
        }
    }

    private static double score(EditStore store, int version) {
        try (LanguageModel model = store.checkout(version)) {
            return model.score(TOWER.prompt(), TOWER.target()).negativeLogLikelihood();
        }
    }
}
