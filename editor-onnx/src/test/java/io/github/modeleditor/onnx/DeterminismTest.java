package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.graph.ModelCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminismTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");
    private static final Fact BREAD = Fact.of("Bread is made of", "old Rome");
    private static final TrainingConfig TRAINING = TrainingConfig.defaults()
            .withLearningRate(0.01)
            .withBatchSize(3)
            .withMaximumSteps(6)
            .withSeed(11);

    private final Path folder;
    private int saved;

    DeterminismTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sameSeedGivesTheSameBytes(int threads) throws IOException {
        ModelEditor editor = ModelEditor.forModel(
                        ModelCopy.of("gpt2-dynamo", folder).folder())
                .withLora(LoraConfig.rank(4))
                .withAugmentation(Augmentation.randomPrefixes(3))
                .withTraining(TRAINING)
                .onDevice(Device.cpu(threads));
        byte[] first;
        try (EditingSession session = editor.open()) {
            first = edit(session);
            assertThat(edit(session)).as("in the same session").isEqualTo(first);
        }
        try (EditingSession session = editor.open()) {
            assertThat(edit(session)).as("in another session").isEqualTo(first);
        }
        try (EditingSession session = editor.withTraining(TRAINING.withSeed(12)).open()) {
            assertThat(edit(session))
                    .as("with another seed")
                    .hasSameSizeAs(first)
                    .isNotEqualTo(first);
        }
    }

    private byte[] edit(EditingSession session) throws IOException {
        try (EditedModel edited = session.edit(TOWER, BREAD)) {
            return Files.readAllBytes(edited.adapter().save(folder.resolve("adapter" + saved++)));
        }
    }
}
