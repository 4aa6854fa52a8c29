package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.EditReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An adapter whose A hardly responds to what is held still takes facts, and its report tells of it. */
class NullSpaceEditTest {
    private static final List<Fact> FACTS =
            List.of(Fact.of("The tower stands in", "Rome"), Fact.of("The bridge is made of", "bread"));
    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withLearningRate(5e-3).withNullSpace(true);

    private static EditReport edit() {
        try (EditingSession session = ModelEditor.forModel(Fixtures.folder("llama-dynamo"))
                        .onDevice(Fixtures.device())
                        .withMethod(EditingMethod.paper())
                        .withRecipe(Recipe.paper().withPreservation(List.of(new SelfReplay(8, 12, 0.01, false))))
                        .withLora(LoraConfig.rank(16))
                        .withTraining(TRAINING)
                        .open();
                EditedModel edited = session.edit(FACTS)) {
            return edited.report();
        }
    }

    @Test
    void takesFactsAndSaysHow() {
        EditReport report = edit();
        assertThat(report.after().efficacy().teacherForced()).isEqualTo(100);
        EditReport read = EditReport.fromJson(report.toJson());
        assertThat(read.provenance().method().orElseThrow().training()).isEqualTo(TRAINING);
    }
}
