package io.github.modeleditor.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.ablation.Ablation;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.ablation.AblationTable;
import io.github.modeleditor.api.ablation.EditMode;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.nano.NanoModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AblationTest {
    private static final ModelEditor EDITOR = ModelEditor.forModel(NanoModel.folder())
            .withMethod(EditingMethod.paper())
            .withLora(LoraConfig.rank(4))
            .withTraining(TrainingConfig.defaults()
                    .withEpochs(16)
                    .withLearnedLoss(0)
                    .withLearningRate(2e-3)
                    .withWarmupFraction(0));
    private static final List<Fact> FACTS = NanoModel.demoEdits().subList(0, 2);

    @Test
    void makesEveryRunOnce() throws Exception {
        List<AblationRow> finished = new ArrayList<>();
        List<AblationRow> rows = ablation(FACTS).run(List.of(EditMode.MASS, EditMode.SINGLE), finished::add);

        assertThat(rows).isEqualTo(finished).hasSize(2 * 3 * 4);
        assertThat(rows).extracting(AblationRow::mode).startsWith(EditMode.MASS).endsWith(EditMode.SINGLE);
        assertThat(rows.subList(0, 4)).extracting(AblationRow::texts).containsExactly(TrainedTexts.values());
        assertThat(rows)
                .extracting(AblationRow::before)
                .containsOnly(rows.get(0).before());
        AblationRow method = row(rows, EditMode.MASS, TrainedLoss.CONDITIONAL_LIKELIHOOD, TrainedTexts.BOTH);
        assertThat(method.after().efficacy().teacherForced()).isEqualTo(100);
        // Sixteen epochs: of two facts alone in one step each, and of one fact alone in one step for each of the two.
        assertThat(row(rows, EditMode.MASS, TrainedLoss.FULL_LIKELIHOOD, TrainedTexts.FACTS_ALONE)
                        .steps())
                .isEqualTo(16);
        assertThat(row(rows, EditMode.SINGLE, TrainedLoss.FULL_LIKELIHOOD, TrainedTexts.FACTS_ALONE)
                        .steps())
                .isEqualTo(32);
        // Every loss trains something else.
        assertThat(rows.stream()
                        .filter(row -> row.mode() == EditMode.MASS && row.texts() == TrainedTexts.BOTH)
                        .map(row -> row.after().efficacy().magnitude())
                        .distinct())
                .hasSize(3);

        AblationTable table = new AblationTable(rows);
        assertThat(table.toMarkdown().lines()).hasSize(2 + 1 + rows.size());
        assertThat(table.toMarkdown()).contains("| mass | conditional likelihood + DPO | + random facts | ");
        JsonNode json = new ObjectMapper().readTree(table.toJson());
        assertThat(json).hasSize(rows.size());
        assertThat(json.at("/7/texts").asText()).isEqualTo("+ both");
        assertThat(json.at("/7/after/efficacy").asDouble()).isEqualTo(100);
    }

    @Test
    void refusesToTrainNothing() {
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(() -> ablation(List.of()))
                .withMessageContaining("Give at least one");
    }

    private static Ablation ablation(List<Fact> facts) {
        List<TrainingText> pool = NanoModel.facts().stream()
                .map(fact -> new TrainingText(fact.prompt(), fact.target()))
                .toList();
        return Ablation.of(
                EDITOR,
                facts,
                List.of(Augmentation.randomPrefixes(2), Augmentation.paraphrases()),
                List.of(Augmentation.randomFacts(pool, 3)));
    }

    private static AblationRow row(List<AblationRow> rows, EditMode mode, TrainedLoss loss, TrainedTexts texts) {
        return rows.stream()
                .filter(row -> row.mode() == mode && row.loss() == loss && row.texts() == texts)
                .findFirst()
                .orElseThrow();
    }
}
