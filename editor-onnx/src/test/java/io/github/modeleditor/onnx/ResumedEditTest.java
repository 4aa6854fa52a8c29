package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.EditCancelledException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edit that starts from an adapter, be it in memory or read from a file. */
class ResumedEditTest {
    private static final int LEFT_BEHIND = 4;
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");

    private static ModelEditor editor() {
        return ModelEditor.forModel(Fixtures.folder("llama-dynamo"))
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults()
                        .withEpochs(8)
                        .withLearnedLoss(0)
                        .withLearningRate(5e-3)
                        .withWarmupFraction(0))
                .onDevice(Fixtures.device());
    }

    @Test
    void theLossGoesOnWhereItWasLeft(@TempDir Path folder) {
        try (EditingSession session = editor().open()) {
            List<Double> losses;
            try (EditedModel whole = session.edit(FACT)) {
                losses = whole.report().training().losses().steps();
            }
            Adapter left = leftBehind(session);
            List<Adapter> starts = new ArrayList<>(List.of(left));
            for (AdapterFormat format : List.of(AdapterFormat.ONNX, AdapterFormat.PEFT)) {
                starts.add(session.read(left.save(folder.resolve(format.name()), format)));
            }
            double expected = losses.get(LEFT_BEHIND);
            assertThat(expected).isLessThan(0.9 * losses.get(0));
            for (Adapter start : starts) {
                try (EditedModel resumed = session.edit(EditRequest.of(FACT).from(start))) {
                    List<Double> after = resumed.report().training().losses().steps();
                    assertThat(after.get(0)).isCloseTo(expected, within(1e-4));
                    assertThat(after.get(after.size() - 1)).isLessThan(expected);
                }
            }
        }
    }

    @Test
    void aSumOfAdaptersIsTrainedInItsOwnShape() {
        Fact other = Fact.of("Bread is made of", "stone");
        try (EditingSession session = editor().open();
                EditedModel first = session.edit(FACT);
                EditedModel second = session.edit(other);
                EditedModel both = session.edit(
                        EditRequest.of(FACT, other).from(first.adapter().combinedWith(second.adapter())))) {
            assertThat(both.adapter().lora().rank()).isEqualTo(8);
            List<Double> losses = both.report().training().losses().steps();
            assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0));
        }
    }

    private static Adapter leftBehind(EditingSession session) {
        EditRequest request = EditRequest.of(FACT);
        EditCancelledException cancelled = catchThrowableOfType(
                EditCancelledException.class,
                () -> session.edit(request.onProgress(event -> {
                    if (event instanceof EditEvent.Step step && step.step() == LEFT_BEHIND) {
                        request.cancellation().cancel();
                    }
                })));
        return Objects.requireNonNull(cancelled).adapter().orElseThrow();
    }
}
