package io.github.modeleditor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.table.FactTable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class FactJobsTest {
    private static final EditorFactory QUICK = model ->
            ModelEditor.forModel(model).withTraining(TrainingConfig.defaults().withMaximumSteps(2));

    @Test
    void thin() {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        List<Fact> facts = NanoModel.demoEdits();
        List<Row> rows = FactJobs.of(spark, ModelLocation.path(NanoModel.folder()))
                .singleEdits(FactTable.of(spark, facts).repartition(2), QUICK)
                .collectAsList();
        rows.forEach(System.out::println);
        assertThat(rows).hasSize(5);
        spark.stop();
    }
}
