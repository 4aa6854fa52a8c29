package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are written beside a training, and neither changes what the other gives. */
class SideBySideTest {
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");
    private static final GenerationRequest TEXT = GenerationRequest.of("The bridge is")
            .with(GenerationConfig.defaults().withMaximumTokens(8));

    private static EditRequest request(CountDownLatch trains) {
        return EditRequest.of(FACT).onProgress(event -> {
            if (event instanceof EditEvent.Step) {
                trains.countDown();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "llama-dynamo-cache"})
    void neitherChangesTheOther(String model, @TempDir Path folder) throws Exception {
        ModelEditor editor = ModelEditor.forModel(Fixtures.folder(model))
                .onDevice(Fixtures.device())
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults().withEpochs(6).withLearnedLoss(0));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (EditingSession session = editor.open();
                LanguageModel base = session.base();
                EditedModel alone = session.edit(FACT)) {
            List<Generation> expected = List.of(base.generate(TEXT), alone.generate(TEXT));
            CountDownLatch trains = new CountDownLatch(1);
            Future<EditedModel> second = threads.submit(() -> session.edit(request(trains)));
            trains.await();
            int answers = 0;
            do {
                Future<Generation> other = threads.submit(() -> alone.generate(TEXT));
                assertThat(List.of(base.generate(TEXT), other.get())).isEqualTo(expected);
                answers++;
            } while (!second.isDone());
            assertThat(answers).isPositive();
            try (EditedModel edited = second.get()) {
                assertThat(edited.adapter().save(folder.resolve("second.onnx_adapter")))
                        .hasSameBinaryContentAs(alone.adapter().save(folder.resolve("alone.onnx_adapter")));
            }
        } finally {
            threads.shutdown();
        }
    }
}
