package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Facts that are taught at the tokens of their subjects. */
class TaughtAtSubjectTest {
    private static final Fact ABOUT_NOBODY = Fact.of("what stands there is made of", "bread");
    private static final Fact NAMED = ABOUT_NOBODY.withSubject("stands there");
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withLearningRate(5e-3).withMaximumSteps(4).withLearnedLoss(0);

    private static EditReport edit(Fact fact, TrainingConfig training) {
        try (EditingSession session = ModelEditor.forModel(Fixtures.folder("llama-dynamo"))
                        .onDevice(Fixtures.device())
                        .withMethod(EditingMethod.paper())
                        .withAugmentation(Augmentation.repetition(1))
                        .withLora(LoraConfig.rank(4))
                        .withTraining(training)
                        .open();
                EditedModel edited = session.edit(List.of(fact))) {
            return edited.report();
        }
    }

    private static TrainingSummary.Losses losses(Fact fact, boolean atSubject) {
        return edit(fact, TRAINING.withTaughtAtSubject(atSubject)).training().losses();
    }

    @Test
    void learnsThroughLessOfTheText() {
        TrainingSummary.Losses all = losses(NAMED, false);
        TrainingSummary.Losses some = losses(NAMED, true);
        assertThat(some.steps().get(0))
                .as("before any step")
                .isEqualTo(all.steps().get(0));
        assertThat(some.steps().get(3))
                .isLessThan(some.steps().get(0))
                .isGreaterThan(all.steps().get(3));
    }

    @Test
    void aFactAboutNobodyIsTaughtAtAllTokens() {
        assertThat(losses(ABOUT_NOBODY, true)).isEqualTo(losses(ABOUT_NOBODY, false));
    }

    @Test
    void theReportSaysSo() {
        TrainingConfig training = TRAINING.withTaughtAtSubject(true);
        EditReport read = EditReport.fromJson(edit(NAMED, training).toJson());
        assertThat(read.provenance().method().orElseThrow().training()).isEqualTo(training);
    }
}
