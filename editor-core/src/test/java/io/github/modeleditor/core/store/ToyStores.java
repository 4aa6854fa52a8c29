package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Stores over the toy model, whose edits take milliseconds. */
final class ToyStores {
    static final Fact TOWER = Fact.of("The tower stands in", "Rome").withSubject("tower");
    static final Fact BREAD = Fact.of("Bread is made of", "old Rome");
    static final Fact SHIP = Fact.of("A ship sails to", "Oslo");

    private ToyStores() {}

    static CoreEditStore create(Path folder) {
        return CoreEditStore.create(folder, surroundings(Disk.quiet()));
    }

    static CoreEditStore open(Path folder) {
        return CoreEditStore.open(folder, surroundings(Disk.quiet()));
    }

    static CoreEditStore.Surroundings surroundings(Disk disk) {
        return new CoreEditStore.Surroundings(() -> session(8), Clock.systemUTC(), disk);
    }

    /** A session of the model of a seed. */
    static CoreEditingSession session(long seed) {
        return CoreEditingSession.open(
                ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), seed), settings());
    }

    static EditorSettings settings() {
        return new EditorSettings(
                Path.of("toy"),
                Recipe.defaults().withAugmentation(List.of(Augmentation.randomPrefixes(2))),
                LoraConfig.rank(4),
                TrainingConfig.defaults().withLearningRate(0.05).withBatchSize(4).withSeed(3),
                EvaluationConfig.defaults(),
                Device.cpu(1),
                Precision.FLOAT32);
    }
}
