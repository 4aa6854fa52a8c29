package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedSessionTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");

    private final AtomicInteger opened = new AtomicInteger();
    private final ModelEditor editor;

    PreparedSessionTest(@TempDir Path folder) {
        editor = ModelEditor.forModel(ModelCopy.of("gpt2-dynamo", folder).folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(
                        TrainingConfig.defaults().withMaximumSteps(2).withRecomputation(Recomputation.ELEMENTWISE))
                .onDevice(Device.cpu());
    }

    @Test
    void preparingLeavesNothingForTheFirstEditToOpen() throws Exception {
        TestCustomizer.during(counting(), () -> {
            try (EditingSession session = editor.open()) {
                assertThat(session.prepare()).isSameAs(session);
                int before = opened.get();
                session.prepare();
                edit(session);
                assertThat(opened).hasValue(before);
            }
        });
    }

    @Test
    void withoutItTheFirstEditOpensWhatItNeeds() throws Exception {
        TestCustomizer.during(counting(), () -> {
            try (EditingSession session = editor.open()) {
                int before = opened.get();
                edit(session);
                assertThat(opened).hasValueGreaterThan(before);
            }
        });
    }

    private static void edit(EditingSession session) {
        try (EditedModel edited = session.edit(TOWER)) {
            assertThat(edited.report().training().steps()).isEqualTo(2);
        }
    }

    private SessionOptionsCustomizer counting() {
        return new SessionOptionsCustomizer() {
            @Override
            public void customize(SessionOptions options, Device device) {
                opened.incrementAndGet();
            }
        };
    }
}
