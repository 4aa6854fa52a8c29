package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptedModelTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");

    @Test
    void whatIsLoadedOrAppliedHasItsAdapterAndCanBeSavedAgain(@TempDir Path folder) {
        ModelEditor editor = ModelEditor.forModel(Path.of("toy"))
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults().withLearningRate(0.05));
        WatchedEngine engine = new WatchedEngine(ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 8));
        try (EditingSession session = CoreEditingSession.open(engine, editor.settings());
                EditedModel edited = session.edit(TOWER)) {
            Path first = edited.save(folder.resolve("first"));
            try (AdaptedModel applied = session.apply(edited.adapter());
                    AdaptedModel loaded = session.load(first)) {
                assertThat(applied.adapter().lora()).isEqualTo(edited.adapter().lora());
                for (AdaptedModel model : new AdaptedModel[] {applied, loaded}) {
                    assertThat(model.complete(TOWER.prompt(), 1)).isEqualTo(" Rome");
                    Path again = model.save(folder.resolve("again"), folder);
                    assertThat(again).hasSameBinaryContentAs(first);
                    assertThat(folder.resolve("base.graph")).exists();
                }
            }
        }
    }
}
