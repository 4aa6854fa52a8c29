package io.github.modeleditor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.store.Checkpoints;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are processes of their own here, and one of them dies. */
class ExecutorLostTest {
    private static final int STEPS = 6;
    private static final int LAST_STEP_OF_THE_LOST = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path folder;

    @Test
    void theStageGoesOnFromTheLastStateAndGivesWhatItWouldHaveGiven() throws IOException {
        // Every executor finds the model where the driver has it.
        ModelLocation model = ModelLocation.path(NanoModel.copyTo(folder.resolve("model")));
        Path states = Files.createDirectories(folder.resolve("states"));
        Path died = folder.resolve("died");
        Path nobodyDies = Files.createFile(folder.resolve("nobody-dies"));
        try (SparkSession spark = LocalSpark.cluster(2)) {
            SharedEditResult undisturbed = SharedEdit.of(spark, model, editors(nobodyDies))
                    .withWorkers(2)
                    .edit(NanoModel.demoEdits());
            SharedEditResult disturbed = SharedEdit.of(spark, model, editors(died))
                    .withWorkers(2)
                    .withCheckpoints(states.toUri().toString(), Checkpoints.every(2))
                    .edit(NanoModel.demoEdits());

            assertThat(died).exists();
            assertThat(disturbed.workers()).allSatisfy(worker -> {
                assertThat(worker.attempt()).isEqualTo(1);
                assertThat(worker.steps()).isEqualTo(STEPS - 2);
            });
            assertThat(disturbed.report().training().steps()).isEqualTo(STEPS);
            assertThat(disturbed.adapter()).isEqualTo(undisturbed.adapter());
        }
        assertThat(states.toFile().list((in, name) -> name.endsWith(".state"))).isEmpty();
    }

    private static EditorFactory editors(Path died) {
        String marker = died.toString();
        return model -> {
            ModelEditor quick = FactJobsTest.QUICK.editor(model);
            return quick.withObjective(new Deadly(Path.of(marker), new AtomicInteger()))
                    .withTraining(
                            quick.settings().training().withMaximumSteps(STEPS).withLearnedLoss(0));
        };
    }

    /** The likelihood of targets; whoever is first to come to the fourth step ends its process, if nobody did before. */
    private record Deadly(Path died, AtomicInteger steps) implements Objective {
        @Override
        public Loss of(List<Text> texts) {
            if (steps.incrementAndGet() == LAST_STEP_OF_THE_LOST && isFirst()) {
                Runtime.getRuntime().halt(137);
            }
            int tokens = texts.stream().mapToInt(text -> text.target().tokens()).sum();
            double[] slopes = new double[texts.size()];
            Arrays.fill(slopes, -1.0 / tokens);
            return new Loss(
                    -texts.stream().mapToDouble(text -> text.target().current()).sum() / tokens,
                    slopes,
                    new double[texts.size()]);
        }

        private boolean isFirst() {
            try {
                Files.createFile(died);
                return true;
            } catch (FileAlreadyExistsException another) {
                return false;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public String toString() {
            return "deadly";
        }
    }
}
