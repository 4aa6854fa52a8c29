package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreEditingSessionTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome")
            .withOldTarget("Paris")
            .withHeldOutParaphrases("Where is the tower? It stands in")
            .withLocalityProbes(Probe.of("The bridge lies by", "Oslo"));
    private static final Fact BREAD = Fact.of("Bread is made of", "old Rome");
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withLearningRate(0.05).withBatchSize(4).withSeed(3);

    private final List<EditEvent> events = new ArrayList<>();
    private final WatchedEngine engine = new WatchedEngine(toy(8));

    private static ToyEngine toy(long seed) {
        return ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), seed);
    }

    @Test
    void editsAnswersReportsAndSaves(@TempDir Path folder) throws JsonProcessingException {
        try (EditingSession session = open(TRAINING);
                EditedModel edited = session.edit(TOWER, BREAD)) {
            assertThat(edited.complete("The tower stands in", 1)).isEqualTo(" Rome");
            assertThat(edited.complete("Bread is made of")).startsWith(" old Rome");
            assertThat(session.base().complete("The tower stands in", 1)).isNotEqualTo(" Rome");
            assertThat(edited.score("The tower stands in", "Rome").isGreedy()).isTrue();
            assertThat(edited.score("The tower stands in", "Rome").negativeLogLikelihood())
                    .isLessThan(TRAINING.stopping().learnedLoss());
            assertThat(session.base().score("The tower stands in", "Rome").negativeLogLikelihood())
                    .isGreaterThan(1);

            assertThat(edited.report().after().efficacy().generated()).isEqualTo(100);
            assertThat(edited.report().facts())
                    .extracting(
                            report -> report.fact().prompt(),
                            report -> report.after().efficacy().exact())
                    .containsExactly(tuple("The tower stands in", 100.0), tuple("Bread is made of", 100.0));
            assertThat(edited.report().facts().get(0).completionAfter()).startsWith(" Rome");
            assertThat(edited.report().training().stoppedEarly()).isTrue();
            assertThat(edited.report().training().texts()).isEqualTo(2);
            assertThat(edited.report().training().losses().steps())
                    .hasSize(edited.report().training().steps())
                    .allMatch(Double::isFinite);
            assertThat(edited.report().training().losses().epochs())
                    .hasSize(edited.report().training().epochs())
                    .last()
                    .isEqualTo(edited.report().training().finalLoss());
            Provenance provenance = edited.report().provenance();
            assertThat(provenance.versions()).containsOnlyKeys("library", "java", "engine");
            assertThat(provenance.model().fingerprint()).isEqualTo("toy-8");
            assertThat(provenance.method().orElseThrow().training()).isEqualTo(TRAINING);
            assertThat(new ObjectMapper()
                            .readTree(edited.report().toJson())
                            .at("/after/efficacy_generated")
                            .asInt())
                    .isEqualTo(100);

            Path file = folder.resolve("tower.adapter");
            assertThat(edited.save(file)).isEqualTo(file).exists();
            assertThat(folder.resolve("base.graph")).exists();
            try (LanguageModel loaded = session.load(file);
                    LanguageModel applied = session.apply(edited.adapter())) {
                assertThat(loaded.score("Bread is made of", "old Rome"))
                        .isEqualTo(applied.score("Bread is made of", "old Rome"))
                        .isEqualTo(edited.score("Bread is made of", "old Rome"));
            }
        }
        assertThat(engine.isClosed()).isTrue();
        assertThat(engine.openGradients()).isZero();
    }

    @Test
    void goesThroughThePhasesInOrder() {
        try (EditingSession session = open(TRAINING, List.of(Augmentation.randomPrefixes(2)));
                EditingSession preserving = session.with(CoreEditingSessionTest::preserving)) {
            preserving
                    .edit(EditRequest.of(TOWER, BREAD).onProgress(events::add))
                    .close();
        }
        List<EditEvent.Progress> progress = events.stream()
                .filter(EditEvent.Progress.class::isInstance)
                .map(EditEvent.Progress.class::cast)
                .toList();
        assertThat(progress.stream().map(EditEvent.Progress::phase).distinct()).containsExactly(Phase.values());
        for (Phase phase : Phase.values()) {
            List<EditEvent.Progress> own =
                    progress.stream().filter(event -> event.phase() == phase).toList();
            assertThat(own).first().extracting(EditEvent.Progress::done).isEqualTo(0L);
            assertThat(own).last().matches(last -> last.done() == last.total());
            assertThat(own).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
        }
        assertThat(events.stream().filter(EditEvent.Step.class::isInstance).map(EditEvent.Step.class::cast))
                .allMatch(step -> step.texts() <= 4);
    }

    @Test
    void oneSeedGivesOneAdapter() {
        List<float[]> weights = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (EditingSession session = CoreEditingSession.open(
                            toy(8), settings(TRAINING, List.of(Augmentation.randomPrefixes(3))));
                    EditedModel edited = session.edit(TOWER, BREAD)) {
                weights.add(((CoreAdapter) edited.adapter()).weights().values());
            }
        }
        assertThat(weights.get(0)).isEqualTo(weights.get(1));
    }

    @Test
    void editsTheSameModelAnotherWay() {
        EditingSession session = open(TRAINING);
        EditingSession other = session.with(editor -> editor.withLora(LoraConfig.rank(4))
                .withTraining(TRAINING.withMaximumSteps(1).withLearnedLoss(0)));
        session.close();
        try (EditedModel edited = other.edit(TOWER)) {
            assertThat(edited.report().training().steps()).isEqualTo(1);
        }
        assertThat(engine.isClosed()).isFalse();
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> other.with(editor -> editor.onDevice(Device.cpu(3))))
                .withMessageContaining("device");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> other.with(
                        editor -> ModelEditor.forModel(Path.of("other")).onDevice(Device.cpu())))
                .withMessageContaining("has the model toy open, but the editor names other");
        other.close();
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void rejectsWhatAFactReplaces() {
        List<Objective.Text> seen = new ArrayList<>();
        Objective watching = texts -> {
            seen.addAll(texts);
            return DirectPreference.defaults().of(texts);
        };
        Augmentation beside = (fact, context) -> List.of(new TrainingText("Bread is baked by", "old Rome"));
        ModelEditor editor = ModelEditor.forModel(Path.of("toy"))
                .withMethod(EditingMethod.paper())
                .withAugmentation(beside)
                .withObjective(watching)
                .withLora(LoraConfig.rank(4))
                .withTraining(TRAINING.withMaximumSteps(1));
        try (EditingSession session = CoreEditingSession.open(engine, editor.settings())) {
            session.edit(TOWER.withOldTarget("Paris")).close();
        }
        assertThat(seen).hasSize(2);
        assertThat(seen).filteredOn(text -> text.rejected().isPresent()).hasSize(1);
    }

    @Test
    void theLastOwnerFreesTheEngine() {
        EditingSession session = open(TRAINING);
        EditedModel first = session.edit(TOWER);
        LanguageModel second = session.apply(first.adapter());
        LanguageModel base = session.base();
        session.close();
        session.close();
        assertClosed(() -> base.complete("a"));
        assertThat(first.complete("The tower stands in", 1)).isEqualTo(" Rome");
        first.close();
        first.close();
        assertThat(engine.isClosed()).isFalse();
        assertThat(second.complete("The tower stands in", 1)).isEqualTo(" Rome");
        second.close();
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void whatItKeepsForTheNextEditGoesWithTheSessionAndNotWithAnEditedModel() {
        EditingSession session = open(TRAINING);
        session.edit(TOWER).close();
        EditedModel second = session.edit(TOWER);
        assertThat(engine.freed()).isZero();
        session.close();
        session.close();
        assertThat(engine.freed()).isOne();
        assertThat(second.complete(TOWER.prompt())).isNotNull();
        second.close();
        assertThat(engine.freed()).isOne();
    }

    @Test
    void nothingWorksOnceItIsClosed(@TempDir Path folder) {
        EditingSession session = open(TRAINING);
        EditedModel edited = session.edit(TOWER);
        LanguageModel base = session.base();
        LanguageModel closedBase = session.base();
        closedBase.close();
        Adapter adapter = edited.adapter();
        assertClosed(() -> closedBase.complete("a"));
        assertThat(base.complete("a", 1)).isNotNull();
        edited.close();
        assertClosed(() -> edited.complete("a"));
        assertClosed(() -> edited.score("a", "b"));
        assertClosed(() -> edited.save(folder.resolve("a")));
        session.close();
        assertClosed(() -> base.complete("a"));
        assertClosed(session::base);
        assertClosed(() -> session.edit(TOWER));
        assertClosed(() -> session.load(folder.resolve("a")));
        assertClosed(() -> session.apply(adapter));
        assertThat(adapter.save(folder.resolve("kept"))).exists();
        assertThat(edited.report().after().efficacy().generated()).isEqualTo(100);
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatExceptionOfType(ModelClosedException.class).isThrownBy(call).withMessageContaining("closed");
    }

    @Test
    void refusesFactsBeforeItAsksTheModel() {
        try (EditingSession session = open(TRAINING)) {
            assertInvalid(() -> session.edit(List.of()), "no fact");
            assertInvalid(
                    () -> session.edit(
                            TOWER, Fact.of("The  tower stands in ", "Oslo"), Fact.of("The tower stands in", "Rome")),
                    "\"Rome\" (fact 1) and by \"Oslo\" (fact 2)");
            assertInvalid(() -> session.edit(Fact.of("x".repeat(100), "y")), "64");
            // Prompt and target fit, but not the end-of-text that is trained after them.
            assertInvalid(() -> session.edit(Fact.of("x".repeat(62), " Rome")), "65 tokens");
            assertInvalid(() -> session.edit(TOWER.withHeldOutParaphrases("x".repeat(100))), "takes at most 64");
            assertThat(engine.calls()).isZero();
            session.edit(TOWER, TOWER).close();
        }
        assertThat(engine.isClosed()).isTrue();
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatExceptionOfType(InvalidFactException.class).isThrownBy(call).withMessageContaining(message);
    }

    @Test
    void refusesTargetModulesThatAreNotThereBeforeItAsksTheModel() {
        EditorSettings other = ModelEditor.of(settings(TRAINING, List.of()))
                .withLora(LoraConfig.rank(4).withTargetModules("q_proj"))
                .settings();
        try (EditingSession session = CoreEditingSession.open(engine, other)) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> session.edit(TOWER))
                    .withMessageContaining("q_proj");
        }
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void refusesAnAdapterOfAnotherModel() {
        try (EditingSession session = open(TRAINING);
                EditingSession other = CoreEditingSession.open(toy(9), settings(TRAINING, List.of()));
                EditedModel edited = other.edit(TOWER)) {
            assertThatExceptionOfType(AdapterException.class)
                    .isThrownBy(() -> session.apply(edited.adapter()))
                    .withMessageContaining("toy-9")
                    .withMessageContaining("toy-8");
        }
    }

    @Test
    void freesEverythingWhenAnEditFails() {
        try (EditingSession session = open(TRAINING.withLearningRate(1e30))) {
            assertThatExceptionOfType(TrainingDivergedException.class).isThrownBy(() -> session.edit(TOWER));
            assertThat(engine.openGradients()).isZero();
        }
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void noticesThatTheLastStepLedAstray() {
        try (EditingSession session =
                open(TRAINING.withLearningRate(1e30).withEpochs(1).withLearnedLoss(0))) {
            assertThatExceptionOfType(TrainingDivergedException.class)
                    .isThrownBy(() -> session.edit(TOWER))
                    .withMessageContaining("after the last step");
        }
    }

    @Test
    void aListenersExceptionEndsTheEdit() {
        EditListener angry = event -> {
            if (event instanceof EditEvent.Step) {
                throw new IllegalStateException("enough");
            }
        };
        try (EditingSession session = open(TRAINING)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> session.edit(EditRequest.of(TOWER).onProgress(angry)))
                    .withMessage("enough");
        }
        assertThat(engine.isClosed()).isTrue();
        assertThat(engine.openGradients()).isZero();
    }

    private static ModelEditor preserving(ModelEditor editor) {
        return editor.withRecipe(editor.settings().recipe().withPreservation(List.of(new SelfReplay(1, 3, 1, true))));
    }

    @Test
    void aCancelledEditHasWeightsOnceItWasTrained() {
        for (Phase phase : Phase.values()) {
            Cancellation switched = new Cancellation();
            EditListener cancels = event -> {
                if (event instanceof EditEvent.Progress progress && progress.phase() == phase && progress.done() > 0) {
                    switched.cancel();
                }
            };
            EditRequest request = EditRequest.of(TOWER).onProgress(cancels).cancelledBy(switched);
            try (EditingSession session = CoreEditingSession.open(toy(8), settings(TRAINING, List.of()));
                    EditingSession preserving = session.with(CoreEditingSessionTest::preserving)) {
                assertThatExceptionOfType(EditCancelledException.class)
                        .isThrownBy(() -> preserving.edit(request))
                        .satisfies(exception -> assertThat(exception.adapter().isPresent())
                                .as("%s", phase)
                                .isEqualTo(phase.compareTo(Phase.TRAINING) >= 0));
            }
        }
    }

    @Test
    void aModelCanBeAskedWhileAnotherIsTrained() throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (EditingSession session = open(TRAINING.withLearnedLoss(0))) {
            EditedModel first = session.edit(TOWER);
            Callable<String> asks = () -> Stream.generate(() -> first.complete("The tower stands in", 1))
                    .limit(200)
                    .distinct()
                    .reduce("", String::concat);
            Callable<String> edits = () -> {
                try (EditedModel second = session.edit(BREAD)) {
                    return second.complete("Bread is made of", 1);
                }
            };
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : threads.invokeAll(List.of(asks, edits, asks, edits))) {
                answers.add(answer.get());
            }
            assertThat(answers).containsExactly(" Rome", " old", " Rome", " old");
            first.close();
        } finally {
            threads.shutdown();
        }
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void theUneditedModelMakesUpPrefixesOnceForAllEdits() {
        try (EditingSession session = open(TRAINING.withMaximumSteps(1), List.of(Augmentation.randomPrefixes(3)))) {
            session.edit(TOWER).close();
            int calls = engine.baseCalls();
            session.edit(TOWER).close();
            assertThat(engine.baseCalls()).isEqualTo(calls);
        }
    }

    private EditingSession open(TrainingConfig training) {
        return open(training, List.of());
    }

    private EditingSession open(TrainingConfig training, List<Augmentation> augmentations) {
        return CoreEditingSession.open(engine, settings(training, augmentations));
    }

    private static EditorSettings settings(TrainingConfig training, List<Augmentation> augmentations) {
        return new EditorSettings(
                Path.of("toy"),
                Recipe.paper().withAugmentation(augmentations),
                LoraConfig.rank(4),
                training,
                EvaluationConfig.defaults().withHarm(HarmExtent.NONE),
                Device.cpu(),
                Precision.FLOAT32);
    }
}
