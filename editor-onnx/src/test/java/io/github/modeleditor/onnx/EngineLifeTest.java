package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What works until when, with the real engine. */
class EngineLifeTest {
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");
    private static final LoraConfig LORA = LoraConfig.rank(2);

    private final Path folder;
    private final ModelCopy model;

    EngineLifeTest(@TempDir Path folder) {
        this.folder = folder;
        model = ModelCopy.of("llama-dynamo", folder);
    }

    private EditingSession open() {
        return ModelEditor.forModel(model.folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LORA)
                .withTraining(TrainingConfig.defaults().withMaximumSteps(2))
                .onDevice(Fixtures.device())
                .open();
    }

    @Test
    void editedAndLoadedModelsOutliveTheirSession() {
        Path file = folder.resolve("saved/tower.onnx_adapter");
        EditingSession session = open();
        EditedModel edited = session.edit(FACT);
        edited.save(file);
        LanguageModel loaded = session.load(file);
        LanguageModel applied = session.apply(edited.adapter());
        LanguageModel base = session.base();
        session.close();

        assertThat(loaded.score(FACT.prompt(), FACT.target()))
                .isEqualTo(applied.score(FACT.prompt(), FACT.target()))
                .isEqualTo(edited.score(FACT.prompt(), FACT.target()));
        closed(() -> session.edit(FACT));
        closed(() -> session.load(file));
        closed(session::base);
        closed(() -> base.complete(FACT.prompt()));

        edited.close();
        assertThat(loaded.complete(FACT.prompt(), 2)).isEqualTo(applied.complete(FACT.prompt(), 2));
        closed(() -> edited.complete(FACT.prompt()));
        closed(() -> edited.score(FACT.prompt(), FACT.target()));
        closed(() -> edited.save(folder.resolve("late.onnx_adapter")));
        assertThat(folder.resolve("late.onnx_adapter")).doesNotExist();
        // An adapter is plain memory: it can be saved when every model is gone.
        loaded.close();
        applied.close();
        closed(() -> loaded.complete(FACT.prompt()));
        assertThat(edited.adapter().save(folder.resolve("kept.onnx_adapter"))).hasSameBinaryContentAs(file);
    }

    @Test
    void closingTwiceDoesNoHarm() {
        EditingSession session = open();
        EditedModel edited = session.edit(FACT);
        assertThatCode(() -> {
                    edited.close();
                    edited.close();
                    session.close();
                    session.close();
                })
                .doesNotThrowAnyException();
        try (EditingSession another = open()) {
            assertThat(another.base().complete(FACT.prompt(), 1)).isNotNull();
        }
    }

    @Test
    void closedEngineRefusesAndDoesNotCrash() {
        OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LORA);
        LoraLayout layout = engine.layout(LORA);
        LoraWeights weights = new LoraWeights(layout, new float[layout.size()]);
        TokenBatch batch = Fixtures.batch(Fixtures.golden("llama-dynamo"));
        Gradients gradients = engine.gradients(layout);
        assertThat(gradients
                        .accumulate(List.of(batch), weights, new float[layout.size()])
                        .loss())
                .isFinite();
        gradients.close();
        gradients.close();
        engine.close();
        engine.close();
        closed(() -> gradients.accumulate(List.of(batch), weights, new float[layout.size()]));
        closed(() -> engine.score(batch, null));
        closed(() -> engine.logits(batch, weights));
        closed(() -> engine.gradients(layout));
        closed(() -> engine.tokenizer().encode("Rome", true));
        closed(() -> engine.tokenizer().decode(new int[] {1}));
    }

    private static void closed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ModelClosedException.class);
    }
}
