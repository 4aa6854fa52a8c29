package io.github.modeleditor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.ring.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedEditTest {
    private static final List<Fact> FACTS = NanoModel.demoEdits();
    private static final ModelLocation MODEL = ModelLocation.path(NanoModel.folder());
    private static final int STEPS = 8;

    /** Steps of several passes, and an end by the number of steps alone. */
    private static final EditorFactory EDITORS = model -> {
        ModelEditor quick = FactJobsTest.QUICK.editor(model);
        return quick.withTraining(
                quick.settings().training().withMaximumSteps(STEPS).withLearnedLoss(0));
    };

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all
    private static SparkSession spark;

    @SuppressWarnings("NullAway.Init") // before all
    private static SharedEditResult two;

    @BeforeAll
    static void start() {
        spark = LocalSpark.inThisJvm(4, 1);
        two = edit(2).edit(FACTS);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void oneWorkerMakesTheEditOfOneMachineBitForBit() throws IOException {
        SharedEditResult one = edit(1).edit(FACTS);

        try (EditedModel alone =
                EDITORS.editor(NanoModel.folder()).onDevice(Device.cpu(1)).edit(FACTS)) {
            Path file = alone.adapter().save(folder.resolve("alone.onnx_adapter"));
            assertThat(one.adapter()).isEqualTo(Files.readAllBytes(file));
            assertThat(one.report().training().losses())
                    .isEqualTo(alone.report().training().losses());
        }
        assertThat(one.workers().get(0).bytesSent()).isZero();
    }

    @Test
    void asManyWorkersGiveTheSameAdapterAgainBitForBit() {
        assertThat(edit(2).edit(FACTS).adapter()).isEqualTo(two.adapter());
    }

    @Test
    void oneTwoAndFourWorkersAgreeUpToTheOrderOfSums() {
        EditReport one = edit(1).edit(FACTS).report();
        SharedEditResult four = edit(4).edit(FACTS);

        for (SharedEditResult several : List.of(two, four)) {
            List<Double> losses = several.report().training().losses().steps();
            assertThat(losses).hasSize(STEPS);
            for (int step = 0; step < STEPS; step++) {
                assertThat(losses.get(step))
                        .isCloseTo(one.training().losses().steps().get(step), within(2e-3));
            }
            assertThat(several.report().after().efficacy().generated())
                    .isEqualTo(one.after().efficacy().generated());
        }
        assertThat(four.workers()).hasSize(4).allSatisfy(worker -> {
            assertThat(worker.steps()).isEqualTo(STEPS);
            assertThat(worker.computingSeconds()).isPositive();
        });
        assertThat(four.adapter()).isNotEqualTo(two.adapter());
    }

    @Test
    void halfPrecisionOnTheWireSendsHalfAndTeachesTheSame() {
        SharedEditResult half = edit(2).withWireFormat(WireFormat.FLOAT16).edit(FACTS);

        assertThat((double) half.workers().get(0).bytesSent()
                        / two.workers().get(0).bytesSent())
                .isCloseTo(0.5, within(0.02));
        assertThat(half.adapter()).isNotEqualTo(two.adapter());
        assertThat(half.report().training().finalLoss())
                .isCloseTo(two.report().training().finalLoss(), within(2e-2));
    }

    @Test
    void workersThatTrainOtherTextsAreFoundOut() {
        EditorFactory other = model -> {
            ModelEditor same = EDITORS.editor(model);
            return TaskContext.get() != null && TaskContext.getPartitionId() == 1
                    ? same.withTraining(same.settings().training().withSeed(7))
                    : same;
        };

        // Tasks of one JVM would else share what the first of them made of the factory.
        assertThatThrownBy(() -> SharedEdit.of(spark, MODEL, new PerTask(other))
                        .withWorkers(2)
                        .edit(FACTS))
                .hasStackTraceContaining("has other texts or weights than worker");
    }

    /** Is told apart from itself by the task that has it, as its serialized form is. */
    private record PerTask(EditorFactory inner) implements EditorFactory {
        @Override
        public ModelEditor editor(Path model) {
            return inner.editor(model);
        }

        private Object writeReplace() {
            TaskContext task = TaskContext.get();
            return task == null ? new Sent(inner, -1) : new Sent(inner, task.partitionId());
        }
    }

    private record Sent(EditorFactory inner, int partition) implements EditorFactory {
        @Override
        public ModelEditor editor(Path model) {
            return inner.editor(model);
        }

        private Object readResolve() {
            return new PerTask(inner);
        }
    }

    @Test
    void theDriverHearsOfSteps() {
        List<EditEvent> heard = Collections.synchronizedList(new ArrayList<>());

        edit(1).onProgress(heard::add).edit(FACTS);
        spark.stop();

        assertThat(heard).contains(new EditEvent.Progress(EditEvent.Phase.TRAINING, STEPS, STEPS));
        spark = LocalSpark.inThisJvm(4, 1);
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        assertThatThrownBy(() -> edit(0)).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> edit(1).edit(List.of())).hasMessageContaining("no fact");
    }

    private static SharedEdit edit(int workers) {
        return SharedEdit.of(spark, MODEL, EDITORS).withWorkers(workers);
    }
}
