package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.nano.NanoModel;
import org.junit.jupiter.api.Test;

/** Edits computed in half precision, through the public interface. */
class HalfPrecisionEditTest {
    private static final ModelEditor EDITOR = ModelEditor.forModel(NanoModel.folder())
            .withMethod(EditingMethod.paper())
            .withLora(LoraConfig.rank(8))
            .withAugmentation(Augmentation.randomPrefixes(3))
            .withTraining(
                    TrainingConfig.defaults().withEpochs(20).withBatchSize(8).withLearningRate(2e-3))
            .onDevice(Device.cpu(2));

    /** Points of a score in percent. */
    private static final double POINTS = 2;

    @Test
    void scoresAsInSinglePrecision() {
        EditReport single = report(EDITOR);
        EditReport half = report(EDITOR.withPrecision(Precision.FLOAT16));
        assertThat(single.after().score()).as("what it learned").isGreaterThan(50);
        assertThat(single.training().adjustments().skippedSteps()).isZero();
        assertThat(half.training().steps())
                .isGreaterThan(half.training().adjustments().skippedSteps());
        assertThat(half.after().score()).isCloseTo(single.after().score(), within(POINTS));
        assertThat(half.after().generatedScore()).isCloseTo(single.after().generatedScore(), within(POINTS));
        assertThat(half.before().score()).isCloseTo(single.before().score(), within(POINTS));
        assertThat(half.provenance().machine().precision()).isEqualTo(Precision.FLOAT16);
    }

    @Test
    void refusesBfloat16OnTheCpu() {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> EDITOR.withPrecision(Precision.BFLOAT16).open())
                .withMessageContaining("bfloat16")
                .withMessageContaining("cpu:2");
    }

    @Test
    void oneSessionHasOnePrecision() {
        try (EditingSession session = EDITOR.open()) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> session.with(editor -> editor.withPrecision(Precision.FLOAT16)))
                    .withMessageContaining("precision");
        }
    }

    private static EditReport report(ModelEditor editor) {
        try (EditedModel edited = editor.edit(NanoModel.demoEdits().subList(0, 4))) {
            return edited.report();
        }
    }
}
