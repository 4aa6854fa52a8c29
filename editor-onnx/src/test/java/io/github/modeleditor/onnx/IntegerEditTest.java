package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.onnx.runtime.Devices;
import org.junit.jupiter.api.Test;

/** Edits trained with 8-bit products, through the public interface. */
class IntegerEditTest {
    private static final ModelEditor EDITOR = ModelEditor.forModel(NanoModel.folder())
            .withMethod(EditingMethod.paper())
            .withLora(LoraConfig.rank(8))
            .withAugmentation(Augmentation.randomPrefixes(8))
            .withTraining(TrainingConfig.defaults().withEpochs(20).withLearningRate(2e-3))
            .onDevice(Device.cpu(2));

    /** Points of a score in percent; the edits have a dozen prompts of a kind, so that one of them is eight. */
    private static final double POINTS = 10;

    @Test
    void learnsAsInSinglePrecisionAndMeasuresInIt() {
        EditReport single = report(EDITOR);
        EditReport integers = report(EDITOR.withPrecision(Precision.INT8));
        assertThat(integers.after().generatedScore())
                .isGreaterThan(50)
                .isCloseTo(single.after().generatedScore(), within(POINTS));
        assertThat(integers.before()).isEqualTo(single.before());
        assertThat(integers.training().losses().epochs())
                .isNotEqualTo(single.training().losses().epochs());
        assertThat(integers.provenance().machine().precision()).isEqualTo(Precision.INT8);
    }

    @Test
    void oneSeedGivesOneResult() {
        ModelEditor editor = EDITOR.withPrecision(Precision.INT8)
                .withTraining(TrainingConfig.defaults().withMaximumSteps(4));
        assertThat(report(editor).training().losses().steps())
                .isEqualTo(report(editor).training().losses().steps());
    }

    @Test
    void isForTheCpu() {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> Devices.requireComputes(Device.cuda(0), Precision.INT8))
                .withMessageContaining("int8")
                .withMessageContaining("cuda:0");
    }

    private static EditReport report(ModelEditor editor) {
        try (EditedModel edited = editor.edit(NanoModel.demoEdits().subList(0, 4))) {
            return edited.report();
        }
    }
}
