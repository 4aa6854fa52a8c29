package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.EditReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a trained adapter no more is kept than its facts take. */
class KeptRankTest {
    private static final List<Fact> FACTS =
            List.of(Fact.of("The tower stands in", "Rome"), Fact.of("The bridge is made of", "bread"));
    private static final int TRAINED = 32;
    private static final LoraConfig WHOLE = LoraConfig.rank(TRAINED);

    private static EditingSession open(LoraConfig lora) {
        return ModelEditor.forModel(Fixtures.folder("llama-dynamo"))
                .onDevice(Fixtures.device())
                .withMethod(EditingMethod.paper())
                .withLora(lora)
                .withTraining(TrainingConfig.defaults().withLearningRate(5e-3))
                .open();
    }

    private static double loss(EditReport report, int fact) {
        return report.facts().get(fact).ownPrompts().get(0).after().negativeLogLikelihood();
    }

    @Test
    void everyFactIsAsLikely(@TempDir Path folder) {
        try (EditingSession whole = open(WHOLE);
                EditingSession small = open(WHOLE.withKeptRank(TRAINED));
                EditedModel all = whole.edit(FACTS);
                EditedModel kept = small.edit(FACTS)) {
            assertThat(all.adapter().lora().rank()).isEqualTo(TRAINED);
            assertThat(kept.adapter().lora().rank()).isLessThan(TRAINED);
            assertThat(all.report().after().efficacy().teacherForced()).isEqualTo(100);
            assertThat(kept.report().training().losses())
                    .isEqualTo(all.report().training().losses());
            for (int fact = 0; fact < FACTS.size(); fact++) {
                assertThat(loss(kept.report(), fact)).isCloseTo(loss(all.report(), fact), within(0.02));
            }
            assertThat(kept.report().provenance().lora().orElseThrow())
                    .isEqualTo(kept.adapter().lora());
            LoraConfig trained =
                    kept.report().provenance().method().orElseThrow().lora();
            assertThat(trained).isEqualTo(WHOLE.withKeptRank(TRAINED));
            try (AdaptedModel read = small.load(kept.save(folder.resolve("kept.onnx_adapter")))) {
                String prompt = FACTS.get(0).prompt();
                assertThat(read.complete(prompt, 3)).isEqualTo(kept.complete(prompt, 3));
            }
        }
    }

    @Test
    void noMoreIsKeptThanWasAllowed() {
        try (EditingSession session = open(WHOLE.withKeptRank(1));
                EditedModel edited = session.edit(FACTS)) {
            assertThat(edited.adapter().lora().rank()).isOne();
        }
    }

    @Test
    void whoGoesOnHasTheWholeRankAgain() {
        try (EditingSession session = open(WHOLE.withKeptRank(TRAINED));
                EditedModel first = session.edit(FACTS.get(0));
                EditedModel second = session.edit(EditRequest.of(FACTS).from(first.adapter()))) {
            assertThat(first.adapter().lora().rank()).isLessThan(TRAINED);
            EditReport report = second.report();
            assertThat(report.provenance().method().orElseThrow().lora().rank()).isEqualTo(TRAINED);
            assertThat(report.after().efficacy().teacherForced()).isEqualTo(100);
        }
    }
}
