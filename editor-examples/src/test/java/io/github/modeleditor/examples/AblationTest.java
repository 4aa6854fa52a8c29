package io.github.modeleditor.examples;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
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
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.ablation.Variant;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.nano.NanoModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
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

    private static int comparedRounded(double one, double other) {
        return Math.abs(one - other) < 1e-6 ? 0 : Double.compare(one, other);
    }

    @Test
    void makesEveryRunOnce() throws Exception {
        List<AblationRow> finished = new ArrayList<>();
        List<AblationRow> rows =
                paper(FACTS).withModes(List.of(EditMode.MASS, EditMode.SINGLE)).run(finished::add);

        assertThat(rows).isEqualTo(finished).hasSize(2 * 3 * 4);
        assertThat(rows).extracting(AblationRow::mode).startsWith(EditMode.MASS).endsWith(EditMode.SINGLE);
        assertThat(rows.subList(0, 4))
                .extracting(AblationRow::variant)
                .containsExactly(
                        "full likelihood, facts alone",
                        "full likelihood, + paraphrases",
                        "full likelihood, + random facts",
                        "full likelihood, + both");
        // Which texts are scored in one pass, and so how sums are rounded, differs between the modes.
        assertThat(rows)
                .extracting(AblationRow::before)
                .usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                        .withComparatorForType(AblationTest::comparedRounded, Double.class)
                        .build())
                .containsOnly(rows.get(0).before());
        AblationRow method = row(rows, EditMode.MASS, "conditional likelihood, + both");
        assertThat(method.after().efficacy().teacherForced()).isEqualTo(100);
        // Sixteen epochs: of two facts alone in one step each, and of one fact alone in one step for each of the two.
        assertThat(row(rows, EditMode.MASS, "full likelihood, facts alone").steps())
                .isEqualTo(16);
        assertThat(row(rows, EditMode.SINGLE, "full likelihood, facts alone").steps())
                .isEqualTo(32);
        // Every loss trains something else.
        assertThat(rows.stream()
                        .filter(row ->
                                row.mode() == EditMode.MASS && row.variant().endsWith("+ both"))
                        .map(row -> row.after().efficacy().magnitude())
                        .distinct())
                .hasSize(3);
        // What single edits harm, they harm apart.
        assertThat(rows).allMatch(row -> row.harm().isPresent() == (row.mode() == EditMode.MASS));

        AblationTable table = new AblationTable(rows);
        assertThat(table.toMarkdown().lines()).hasSize(2 + 1 + rows.size());
        assertThat(table.toMarkdown()).contains("| mass | conditional likelihood + DPO, + random facts | ");
        JsonNode json = new ObjectMapper().readTree(table.toJson());
        assertThat(json).hasSize(rows.size());
        assertThat(json.at("/7/variant").asText()).isEqualTo("conditional likelihood, + both");
        assertThat(json.at("/7/after/efficacy").asDouble()).isEqualTo(100);
        assertThat(json.at("/7/harm/kl_divergence").asDouble()).isPositive();
        assertThat(json.at("/23/harm").isNull()).isTrue();
    }

    /** Each piece that is there makes the edit another one. */
    @Test
    void leavesOutEachPiece() {
        ModelEditor editor = ModelEditor.forModel(NanoModel.folder());
        EditingMethod preserving = EditingMethod.preserving();
        List<Preservation> held = new ArrayList<>(preserving.recipe().preservations());
        held.add(Preservation.otherTokens());
        editor = editor.withRecipe(preserving.recipe().withPreservation(held))
                .withLora(preserving.lora().withRank(4).withKeptRank(1))
                .withTraining(preserving.training().withEpochs(2));

        List<AblationRow> rows = Ablation.ofPieces(editor, FACTS).run(row -> {});

        assertThat(rows)
                .extracting(AblationRow::variant)
                .startsWith("whole method", "without random prefixes", "without repetition", "without own neighbours")
                .doesNotContain("without random facts")
                .hasSize(MethodPiece.values().length);
        // The nano model goes on with no list, so what it would list is the one piece that is missing anyway.
        Map<Object, List<String>> alike = rows.stream()
                .collect(groupingBy(
                        row -> List.of(row.harm().orElseThrow().general(), row.after()),
                        mapping(AblationRow::variant, toList())));
        assertThat(alike).hasSize(rows.size() - 1);
        assertThat(alike.values()).contains(List.of("whole method", "without " + MethodPiece.LISTED_NAMES.label()));
    }

    @Test
    void leavesOutListedNamesAlone() {
        ModelEditor editor = ModelEditor.forModel(NanoModel.folder());
        assertThat(neighbours(editor).listedNames()).isTrue();
        OwnNeighbours without = neighbours(MethodPiece.LISTED_NAMES.without(editor));
        assertThat(without.listedNames()).isFalse();
        assertThat(without)
                .usingRecursiveComparison()
                .ignoringFields("listedNames")
                .isEqualTo(neighbours(editor));
    }

    @Test
    void nothingOfNeighboursIsLeftOutWhereThereAreNone() {
        ModelEditor editor = ModelEditor.forModel(NanoModel.folder());
        ModelEditor none =
                editor.withRecipe(editor.settings().recipe().withPreservation(List.of(Preservation.ownNeighbours(0))));
        assertThat(MethodPiece.CEILING.without(none).settings()).isEqualTo(none.settings());
        assertThat(MethodPiece.LISTED_NAMES.without(none).settings()).isEqualTo(none.settings());
    }

    private static OwnNeighbours neighbours(ModelEditor editor) {
        return editor.settings().recipe().preservations().stream()
                .filter(OwnNeighbours.class::isInstance)
                .map(OwnNeighbours.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The mean and its standard error, by hand: of two values x and y, (x + y) / 2 and |x - y| / 2. */
    @Test
    void showsWhatSeedsDo() {
        Ablation ablation = Ablation.of(
                        EDITOR, FACTS, List.of(new Variant("rank 2", editor -> editor.withLora(LoraConfig.rank(2)))))
                .withSeeds(List.of(3L, 5L));

        List<AblationRow> rows = ablation.run(row -> {});

        assertThat(rows).extracting(AblationRow::seed).containsExactly(3L, 5L);
        double[] divergences = rows.stream()
                .mapToDouble(row -> row.harm().orElseThrow().general().klDivergence())
                .toArray();
        assertThat(divergences[0]).isNotEqualTo(divergences[1]);
        assertThat(new AblationTable(rows).toMarkdown())
                .contains(String.format(
                        Locale.ROOT,
                        "| %.3f ± %.3f |",
                        (divergences[0] + divergences[1]) / 2,
                        Math.abs(divergences[0] - divergences[1]) / 2))
                .contains("| mass | rank 2 | ");
        assertThat(AblationTable.toMarkdown(rows.get(1)))
                .contains(String.format(Locale.ROOT, "| %.3f |", divergences[1]));
    }

    @Test
    void refusesToTrainNothing() {
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(() -> paper(List.of()))
                .withMessageContaining("Give at least one");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> paper(FACTS).withSeeds(List.of()))
                .withMessageContaining("12 variants in 1 modes with 0 seeds");
    }

    private static Ablation paper(List<Fact> facts) {
        List<TrainingText> pool = NanoModel.facts().stream()
                .map(fact -> new TrainingText(fact.prompt(), fact.target()))
                .toList();
        return Ablation.of(
                EDITOR,
                facts,
                Variant.grid(
                        List.of(TrainedLoss.values()),
                        List.of(TrainedTexts.values()),
                        List.of(Augmentation.randomPrefixes(2), Augmentation.paraphrases()),
                        List.of(Augmentation.randomFacts(pool, 3))));
    }

    private static AblationRow row(List<AblationRow> rows, EditMode mode, String variant) {
        return rows.stream()
                .filter(row -> row.mode() == mode && row.variant().equals(variant))
                .findFirst()
                .orElseThrow();
    }
}
