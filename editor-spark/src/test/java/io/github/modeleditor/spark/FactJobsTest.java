package io.github.modeleditor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.ResultTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactJobsTest {
    private static final List<Fact> FACTS = NanoModel.demoEdits();
    private static final ModelLocation MODEL = ModelLocation.path(NanoModel.folder());

    /** Little of everything, so that tests are quick. */
    static final EditorFactory QUICK = model -> ModelEditor.forModel(model)
            .withRecipe(Recipe.defaults()
                    .withAugmentation(List.of(Augmentation.randomPrefixes(2)))
                    .withPreservation(List.of(Preservation.ownNeighbours(2))))
            .withTraining(TrainingConfig.defaults().withMaximumSteps(2))
            .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE));

    /** The first try of each partition gets as far as its second engine call and then fails. */
    private static final EditorFactory FAILS_AT_FIRST = model -> {
        if (TaskContext.get() != null && TaskContext.get().attemptNumber() == 0) {
            throw new IllegalStateException("this try fails on purpose");
        }
        return QUICK.editor(model);
    };

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = LocalSpark.inThisJvm(2, 3);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void singleEditsAreTheSameInOneTwoAndSevenPartitions() {
        Dataset<Row> facts = FactTable.of(spark, FACTS);

        List<String> one = sorted(jobs().singleEdits(facts.repartition(1), QUICK));

        assertThat(one).hasSize(FACTS.size());
        assertThat(sorted(jobs().singleEdits(facts.repartition(2), QUICK))).isEqualTo(one);
        assertThat(sorted(jobs().singleEdits(facts.repartition(7), QUICK))).isEqualTo(one);
    }

    @Test
    void aSingleEditIsTheOneOfThisMachine() {
        Row row = jobs().singleEdits(FactTable.of(spark, FACTS.subList(0, 1)), QUICK)
                .head();

        try (EditedModel edited =
                QUICK.editor(NanoModel.folder()).onDevice(Device.cpu(1)).edit(FACTS.get(0))) {
            assertThat(row.getDouble(row.fieldIndex("final_loss")))
                    .isEqualTo(edited.report().training().finalLoss());
            assertThat(row.getStruct(row.fieldIndex("after")).getDouble(0))
                    .isEqualTo(edited.report().after().efficacy().teacherForced());
            assertThat(row.getString(row.fieldIndex("completion_after")))
                    .isEqualTo(edited.report().facts().get(0).completionAfter());
        }
    }

    @Test
    void aTaskThatFailsIsMadeAgainAndLeavesNoRowTwice() {
        Dataset<Row> facts = FactTable.of(spark, FACTS.subList(0, 2)).repartition(2);

        assertThat(sorted(jobs().singleEdits(facts, FAILS_AT_FIRST)))
                .isEqualTo(sorted(jobs().singleEdits(facts, QUICK)));
    }

    @Test
    void aFactThatCannotBeTaughtHasARowThatSaysWhy() {
        Fact tooLong = Fact.of("word ".repeat(2000) + "is", "this");

        Row row =
                jobs().singleEdits(FactTable.of(spark, List.of(tooLong)), QUICK).head();

        assertThat(row.isNullAt(row.fieldIndex("learned"))).isTrue();
        assertThat(row.getString(row.fieldIndex("failure"))).contains("tokens");
    }

    @Test
    void aGridHasEachSettingAndSeedForEachFact() {
        List<GridPoint> grid = List.of(
                new GridPoint("quick", QUICK, 0), new GridPoint("quick", QUICK, 1), new GridPoint("again", QUICK, 0));
        Dataset<Row> results = jobs().singleEdits(FactTable.of(spark, FACTS.subList(0, 2)), grid)
                .cache();

        List<Row> counted = results.groupBy("setting", "seed")
                .count()
                .orderBy("setting", "seed")
                .collectAsList();

        assertThat(counted).extracting(Row::toString).containsExactly("[again,0,2]", "[quick,0,2]", "[quick,1,2]");
        assertThat(sorted(results.where("setting = 'again'").drop("setting")))
                .isEqualTo(
                        sorted(results.where("setting = 'quick' and seed = 0").drop("setting")))
                .isNotEqualTo(sorted(results.where("seed = 1").drop("setting")));
    }

    @Test
    void aJointEditHasARowForEachFactOfEachPoint() {
        List<Row> rows = jobs().jointEdits(
                        FACTS.subList(0, 3), List.of(new GridPoint("a", QUICK, 0), new GridPoint("b", QUICK, 1)))
                .collectAsList();

        assertThat(rows).hasSize(6);
        // One training for all three of a point, and another for those of the other.
        assertThat(rows.stream()
                        .map(row -> row.getDouble(row.fieldIndex("final_loss")))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void textsAreOfTheFactAndTheSeedAlone() {
        Dataset<Row> facts = FactTable.of(spark, FACTS.subList(0, 3));

        List<String> texts = sorted(jobs().texts(facts.repartition(1), QUICK));

        assertThat(texts).hasSize(3 * (2 + 2));
        assertThat(sorted(jobs().texts(facts.repartition(3), QUICK))).isEqualTo(texts);
        assertThat(texts.stream()
                        .filter(text -> text.contains(",augmentation,0,"))
                        .map(FactJobsTest::prefix)
                        .distinct())
                .hasSize(3);
    }

    @Test
    void anAdapterIsEvaluatedFromParquetToParquetAndItsProgressTold() {
        Path adapter = folder.resolve("all.onnx_adapter");
        String input = folder.resolve("facts.parquet").toString();
        String output = folder.resolve("results.parquet").toString();
        try (EditedModel edited = QUICK.editor(NanoModel.folder()).edit(FACTS)) {
            edited.save(adapter);
        }
        FactTable.of(spark, FACTS).repartition(2).write().parquet(input);
        List<EditEvent> heard = Collections.synchronizedList(new ArrayList<>());

        FactJobs.of(spark, MODEL)
                .onProgress(heard::add)
                .evaluations(spark.read().parquet(input), QUICK, adapter)
                .write()
                .parquet(output);

        Dataset<Row> results = spark.read().parquet(output);
        assertThat(results.schema().fieldNames()).isEqualTo(ResultTable.schema().fieldNames());
        assertThat(results.where("steps is null and learned is not null").count())
                .isEqualTo(FACTS.size());
        assertThat(FactTable.fact(spark.read()
                        .parquet(input)
                        .where("prompt = '" + FACTS.get(3).prompt() + "'")
                        .head()))
                .isEqualTo(FACTS.get(3));
        spark.stop();
        // Whoever listens to Spark has heard all when it has stopped.
        assertThat(heard).contains(new EditEvent.Progress(EditEvent.Phase.MEASURING_AFTER, 5, 5));
        spark = LocalSpark.inThisJvm(2, 3);
    }

    private static FactJobs jobs() {
        return FactJobs.of(spark, MODEL);
    }

    /** All digits of all figures, as the rows say them. */
    private static List<String> sorted(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static String prefix(String row) {
        return row.split(",", -1)[3].split("\\. ", -1)[0];
    }
}
