package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");

    @Test
    void flightRecorderHearsOfEveryPhaseAndStep(@TempDir Path folder) throws IOException {
        EditReport report;
        Path file = folder.resolve("edit.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.github.modeleditor.Phase");
            recording.enable("io.github.modeleditor.Step");
            recording.start();
            report = edit();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "Phase"))
                .extracting(event -> event.getString("phase"))
                .containsExactlyInAnyOrder(
                        Stream.of(EditEvent.Phase.values()).map(Enum::name).toArray(String[]::new));
        List<RecordedEvent> steps = of(events, "Step");
        assertThat(steps)
                .extracting(event -> event.getDouble("loss"))
                .containsExactlyElementsOf(report.training().losses().steps());
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.getDuration()).isPositive();
            assertThat(step.getInt("texts")).isPositive();
            assertThat(step.getDouble("gradientNorm")).isPositive();
        });
    }

    private static EditReport edit() {
        ModelEditor editor = ModelEditor.forModel(Path.of("toy"))
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults().withLearningRate(0.05))
                .onDevice(Device.cpu());
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 8);
        try (EditingSession session = CoreEditingSession.open(engine, editor.settings());
                EditedModel edited = session.edit(TOWER)) {
            return edited.report();
        }
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.github.modeleditor." + name))
                .toList();
    }
}
