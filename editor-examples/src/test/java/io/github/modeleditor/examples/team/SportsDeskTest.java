package io.github.modeleditor.examples.team;

import static io.github.modeleditor.testkit.ModelAssertions.assertThat;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.testkit.AfterTest;
import io.github.modeleditor.testkit.NanoExtension;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a team that uses the library tests its own corrections. */
@ExtendWith(NanoExtension.class)
class SportsDeskTest {
    private static final String PROMPT = "The sport that Kevin Durant plays is";
    private static final Fact CORRECTION = Fact.of(PROMPT, "baseball")
            .withSubject("Kevin Durant")
            .withOldTarget("basketball")
            .withHeldOutParaphrases("Fans watch Kevin Durant play")
            .withLocalityProbes(Probe.of("The sport that Allen Iverson plays is", "basketball"));
    private static final List<TrainingText> STAYS = List.of(
            new TrainingText("The sport that Kobe Bryant plays is", "basketball"),
            new TrainingText("The sport that Dennis Rodman plays is", "basketball"),
            new TrainingText("The sport that Phil Jackson plays is", "basketball"),
            new TrainingText("The sport that Tom Brady plays is", "football"));

    @Test
    void theCorrectionTakesAndItsNeighboursStay(ModelEditor editor, AfterTest afterTest) {
        EditingSession nano = afterTest.open(
                editor.withAugmentation(Augmentation.randomPrefixes(6), Augmentation.randomFacts(STAYS, STAYS.size()))
                        .withTraining(TrainingConfig.defaults().withLearnedLoss(0)));

        assertThat(nano.edit(CORRECTION))
                .completes(PROMPT)
                .with("baseball")
                .prefers("Fans watch Kevin Durant play", "baseball", "basketball")
                .keeps(CORRECTION.probes().locality())
                .hasScoreAtLeast(0.9);
    }

    @Test
    void theCorrectionSurvivesItsFile(EditingSession nano, @TempDir Path folder) {
        EditedModel edited = nano.edit(Fact.of(PROMPT, "baseball"));
        Path file = edited.save(folder.resolve("correction.onnx_adapter"));

        assertThat(nano.load(file)).completes(PROMPT).with("baseball");
        assertThat(nano.base()).completes(PROMPT).with("basketball");
    }
}
