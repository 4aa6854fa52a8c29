package io.github.modeleditor.core.store;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Stores over the toy model, whose edits take milliseconds. */
final class ToyStores {
    static final Fact TOWER = Fact.of("The tower stands in", "Rome").withSubject("tower");
    static final Fact BREAD = Fact.of("Bread is made of", "old Rome");
    static final Fact SHIP = Fact.of("A ship sails to", "Oslo");

    private static final TrainingConfig TRAINING =
            TrainingConfig.defaults().withLearningRate(0.05).withBatchSize(4).withSeed(3);

    private ToyStores() {}

    static CoreEditStore create(Path folder) {
        return CoreEditStore.create(folder, environment(Disk.quiet()));
    }

    static CoreEditStore open(Path folder) {
        return CoreEditStore.open(folder, environment(Disk.quiet()));
    }

    static CoreEditStore.Environment environment(Disk disk) {
        return new CoreEditStore.Environment(() -> session(8), Clock.systemUTC(), disk);
    }

    /** A store whose reports tell what became of the rest of the model. */
    static CoreEditStore.Environment measured() {
        return new CoreEditStore.Environment(
                () -> session(8, TRAINING, List.of(Augmentation.randomPrefixes(2)), HarmExtent.BRIEF),
                Clock.systemUTC(),
                Disk.quiet());
    }

    /** A store that hardly trains, for what matters on the disk. */
    static CoreEditStore.Environment hasty(Disk disk) {
        return new CoreEditStore.Environment(
                () -> session(8, TRAINING.withMaximumSteps(1), List.of()), Clock.systemUTC(), disk);
    }

    /** A store whose trainings take many steps, whatever is learned meanwhile. */
    static CoreEditStore.Environment patient() {
        return new CoreEditStore.Environment(
                () -> session(
                        8,
                        TRAINING.withBatchSize(32)
                                .withEpochs(2)
                                .withLearnedLoss(0)
                                .withSkippedLoss(0.5),
                        List.of(Augmentation.randomPrefixes(1))),
                Clock.systemUTC(),
                Disk.quiet());
    }

    /** The adapters in a store, each named by what is in it. */
    static Set<String> adapters(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(StoreFolder.FILES))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(StoreFolder.ADAPTER))
                    .collect(toUnmodifiableSet());
        }
    }

    /** A session of the model of a seed. */
    static CoreEditingSession session(long seed) {
        return session(seed, TRAINING, List.of(Augmentation.randomPrefixes(2)));
    }

    private static CoreEditingSession session(
            long seed, TrainingConfig training, List<? extends Augmentation> augmentations) {
        return session(seed, training, augmentations, HarmExtent.NONE);
    }

    private static CoreEditingSession session(
            long seed, TrainingConfig training, List<? extends Augmentation> augmentations, HarmExtent harm) {
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), seed);
        return CoreEditingSession.open(engine, settings(training, augmentations, harm));
    }

    private static EditorSettings settings(
            TrainingConfig training, List<? extends Augmentation> augmentations, HarmExtent harm) {
        return new EditorSettings(
                Path.of("toy"),
                Recipe.paper().withAugmentation(augmentations),
                LoraConfig.rank(4),
                training,
                EvaluationConfig.defaults().withHarm(harm),
                Device.cpu(1),
                Precision.FLOAT32);
    }
}
