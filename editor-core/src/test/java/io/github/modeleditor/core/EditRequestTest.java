package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.api.report.Provenance.Method;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What belongs to one edit, and what an edit is by default. */
class EditRequestTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome").withParaphrases("One finds the tower in");
    private static final Fact BREAD = Fact.of("Bread is made of", "old Rome");
    private static final TrainingConfig TRAINING = TrainingConfig.defaults()
            .withLearningRate(0.05)
            .withLearnedLoss(0)
            .withEpochs(8)
            .withWarmupFraction(0)
            .withSeed(3);
    private static final ModelEditor EDITOR = ModelEditor.forModel(Path.of("toy"))
            .withMethod(EditingMethod.paper())
            .withLora(LoraConfig.rank(4))
            .withTraining(TRAINING)
            .onDevice(Device.cpu());

    private static EditingSession open(ModelEditor editor) {
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 8);
        return CoreEditingSession.open(engine, editor.settings());
    }

    @Test
    void startsWhereAnotherEditWasLeft() {
        List<Double> losses = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        EditRequest whole = EditRequest.of(TOWER, BREAD);
        try (EditingSession session = open(EDITOR)) {
            try (EditedModel edited = session.edit(whole)) {
                losses.addAll(edited.report().training().losses().steps());
            }
            Adapter left = cancelledBehind(5, session, whole.cancelledBy(cancellation));
            try (EditedModel resumed = session.edit(whole.from(left))) {
                EditReport report = resumed.report();
                assertThat(report.training().losses().steps().get(0)).isCloseTo(losses.get(5), within(1e-6));
                assertThat(losses.get(5)).isLessThan(losses.get(0) / 2);
                assertThat(report.provenance().method().orElseThrow().start()).isPresent();
                assertThat(report.before().efficacy().teacherForced()).isLessThan(100);
            }
            try (EditedModel model = session.edit(whole)) {
                assertThat(model.report().provenance().method().orElseThrow().start())
                        .isEmpty();
            }
        }
    }

    private static Adapter cancelledBehind(int steps, EditingSession session, EditRequest request) {
        List<Adapter> reached = new ArrayList<>();
        EditRequest stopping = request.onProgress(event -> {
            if (event instanceof EditEvent.Step step && step.step() == steps) {
                request.cancellation().cancel();
            }
        });
        assertThatExceptionOfType(EditCancelledException.class)
                .isThrownBy(() -> session.edit(stopping))
                .satisfies(cancelled -> reached.add(cancelled.adapter().orElseThrow()));
        return reached.get(0);
    }

    @Test
    void theAdapterItStartsFromKeepsItsShapeAndItsWeights() {
        try (EditingSession session = open(EDITOR);
                EditingSession wider = session.with(editor -> editor.withLora(LoraConfig.rank(7)));
                EditedModel first = session.edit(TOWER)) {
            float[] before = ((CoreAdapter) first.adapter()).weights().values().clone();
            try (EditedModel second = wider.edit(EditRequest.of(BREAD).from(first.adapter()))) {
                assertThat(second.adapter().lora().rank()).isEqualTo(4);
                assertThat(second.report().provenance().lora())
                        .contains(first.adapter().lora());
            }
            assertThat(((CoreAdapter) first.adapter()).weights().values()).isEqualTo(before);
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        ToyEngine other = ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 9);
        try (EditingSession session = open(EDITOR);
                EditingSession stranger = CoreEditingSession.open(other, EDITOR.settings());
                EditedModel edited = stranger.edit(TOWER)) {
            assertThatExceptionOfType(AdapterException.class)
                    .isThrownBy(() -> session.edit(EditRequest.of(TOWER).from(edited.adapter())))
                    .withMessageContaining("Open the model that it was trained on");
        }
    }

    @Test
    void requestsOfOneSessionShareNeitherListenerNorSwitch() {
        List<EditEvent> first = new ArrayList<>();
        List<EditEvent> second = new ArrayList<>();
        Cancellation thrown = new Cancellation();
        thrown.cancel();
        try (EditingSession session = open(EDITOR)) {
            EditRequest request = EditRequest.of(TOWER);
            assertThatExceptionOfType(EditCancelledException.class)
                    .isThrownBy(
                            () -> session.edit(request.onProgress(first::add).cancelledBy(thrown)));
            int heard = first.size();
            session.edit(request.onProgress(second::add)).close();
            assertThat(first).hasSize(heard);
            assertThat(second).hasSizeGreaterThan(heard);
            assertThatExceptionOfType(EditCancelledException.class)
                    .isThrownBy(() -> session.evaluate(
                            EvaluationRequest.of(List.of(BREAD)).cancelledBy(thrown), session.base()));
            List<EditEvent> asked = new ArrayList<>();
            session.evaluate(EvaluationRequest.of(List.of(BREAD)).onProgress(asked::add), session.base());
            assertThat(asked).isNotEmpty();
        }
    }

    @Test
    void withNothingSaidPrefixesAndParaphrasesAreTrainedAndTheModelsOwnTextsHeld() {
        ModelEditor nothingSaid = EDITOR.withMethod(EditingMethod.defaults());
        try (EditingSession session = open(nothingSaid.withLora(LoraConfig.rank(4)));
                EditedModel edited = session.edit(TOWER, BREAD)) {
            // Two facts, six prefixes and five repetitions each, one paraphrase, and twenty texts of its own for each
            // of them.
            assertThat(edited.report().training().texts()).isEqualTo(2 + 2 * (6 + 5) + 1 + 2 * 20);
            Method method = edited.report().provenance().method().orElseThrow();
            assertThat(method.augmentations())
                    .containsExactly(
                            new Ingredient("random_prefixes", Map.of("count", "6")),
                            new Ingredient("repetition", Map.of("count", "5")),
                            new Ingredient("paraphrases", Map.of()));
            assertThat(method.preservations())
                    .extracting(Ingredient::name)
                    .containsExactly("own_neighbours", "self_replay", "target_ends");
        }
    }

    @Test
    void paraphrasesThatNobodyTrainsOnAreNotLeftOutInSilence() {
        String alone = warningsOf(EDITOR.withAugmentation());
        assertThat(alone).contains("1 of 2 facts have paraphrases that are not trained on");
        assertThat(warningsOf(EDITOR)).doesNotContain("paraphrases");
        assertThat(warningsOf(EDITOR.withAugmentation(Augmentation.paraphrases())))
                .doesNotContain("paraphrases");
    }

    private static String warningsOf(ModelEditor editor) {
        PrintStream before = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try (EditingSession session = open(editor)) {
            session.edit(TOWER, BREAD).close();
        } finally {
            System.setErr(before);
        }
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void provenanceTellsTheRecipeWithItsNumbers() {
        Augmentation own = (fact, context) -> List.of();
        ModelEditor editor = EDITOR.withAugmentation(Augmentation.randomPrefixes(2), own)
                .withLossMask(LossMask.full())
                .withObjective(Objective.directPreference(0.5, 2));
        try (EditingSession session = open(editor);
                EditedModel edited = session.edit(TOWER.withParaphrases())) {
            var method = edited.report().provenance().method().orElseThrow();
            assertThat(method.augmentations().get(0))
                    .isEqualTo(new Ingredient("random_prefixes", Map.of("count", "2")));
            assertThat(method.augmentations().get(1).name()).isEqualTo("custom");
            assertThat(method.augmentations().get(1).parameters().get("class")).contains("EditRequestTest");
            assertThat(method.lossMask().name()).isEqualTo("full_likelihood");
            assertThat(method.objective())
                    .isEqualTo(new Ingredient("direct_preference", Map.of("beta", "0.5", "weight", "2.0")));
            assertThat(method.training()).isEqualTo(TRAINING);
            assertThat(EditReport.fromJson(edited.report().toJson()).provenance())
                    .isEqualTo(edited.report().provenance());
            assertThat(EditReport.fromJson(edited.report().toJson()).facts())
                    .isEqualTo(edited.report().facts());
        }
    }
}
