package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Paraphrases;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.Earlier;
import io.github.modeleditor.core.Resumption;
import io.github.modeleditor.core.Surroundings;
import io.github.modeleditor.core.augmentation.NewFactsAlone;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Trains the adapters of a store. Thread-safe: calls wait for one another at the engine. */
final class StoreTraining {
    /** Replayed facts have one text or few, so these hardly count beside the prefixes of a single new fact. */
    private static final int REPLAYED_ALWAYS = 64;
    /** Of all replayed facts so many for each new one, which has some thirty texts by itself: a quarter of all. */
    private static final int REPLAYED_FOR_EACH = 10;

    private static final double REPAIR_STRENGTH = 0.3;

    private final CoreEditingSession session;
    private final EditorSettings settings;

    StoreTraining(CoreEditingSession session, EditorSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /**
     * Who hears of trainings and what stops them.
     *
     * @param listener hears of progress
     * @param cancellation stops them
     * @param resumption gives each where its state is kept
     */
    record Watch(EditListener listener, Cancellation cancellation, Supplier<Resumption> resumption) {
        private EditRequest request(List<Fact> facts) {
            return EditRequest.of(facts).onProgress(listener).cancelledBy(cancellation);
        }
    }

    /**
     * Where a training begins.
     *
     * @param start the weights of a try before; empty to begin anew
     * @param surroundings what such a try was held to around facts; empty to ask
     * @param strength what the learning rate is multiplied by
     * @param seed where randomness begins
     * @param brief whether it takes one epoch only
     */
    record Beginning(
            Optional<Adapter> start, Optional<Surroundings> surroundings, double strength, long seed, boolean brief) {
        Beginning(Optional<Adapter> start, double strength, long seed) {
            this(start, Optional.empty(), strength, seed, false);
        }

        Beginning(long seed) {
            this(Optional.empty(), 1, seed);
        }

        /**
         * The same from weights that know nearly all of it. What is learned has hardly a slope left, and Adam's step is none the shorter
         * for that: so each is, or the rest would move as far again. The rest is held as it was: to ask around a few facts more takes
         * longer than all steps.
         */
        Beginning gentlyFrom(Beside trained) {
            return from(trained, brief);
        }

        /** {@linkplain #gentlyFrom Gently}, for one epoch. */
        Beginning brieflyFrom(Beside trained) {
            return from(trained, true);
        }

        private Beginning from(Beside trained, boolean briefly) {
            return new Beginning(
                    Optional.of(trained.adapter()),
                    Optional.of(trained.surroundings()),
                    REPAIR_STRENGTH * strength,
                    seed,
                    briefly);
        }
    }

    /**
     * What is to become of facts.
     *
     * @param taught those that are new, or no longer said
     * @param kept those that are to stay as the adapter that is there says them, none of which contradicts another or a taught one
     * @param returning those that the unedited model is to answer again
     */
    record Task(List<Fact> taught, List<Fact> kept, List<Fact> returning) {}

    /** Trains an adapter beside what is there; empty for the unedited model, which is taught alone. */
    Beside beside(Task task, Optional<Adapter> frozen, Beginning beginning, Watch watch) {
        List<Fact> kept = frozen.isPresent() ? replayed(task.taught(), task.kept(), beginning.seed()) : List.<Fact>of();
        try (CoreEditingSession small = session.with(editor -> beside(editor, new HashSet<>(kept), beginning))) {
            EditRequest request = watch.request(
                    Stream.concat(task.taught().stream(), kept.stream()).toList());
            EditRequest from = beginning.start().map(request::from).orElse(request);
            return small.editBeside(
                    from,
                    frozen,
                    new Earlier(kept, task.returning(), beginning.surroundings()),
                    watch.resumption().get());
        }
    }

    /** Teaches facts to the unedited model, as one edit does, of whose adapter only so much is kept. */
    Beside together(List<Fact> facts, int rank, long seed, Watch watch) {
        try (CoreEditingSession all = session.with(editor -> editor.withLora(compacted(settings.lora(), rank))
                .withTraining(settings.training().withSeed(seed)))) {
            return all.editBeside(
                    watch.request(facts),
                    Optional.empty(),
                    Earlier.nothing(),
                    watch.resumption().get());
        }
    }

    private static LoraConfig compacted(LoraConfig own, int rank) {
        if (own.keptRank().isEmpty()) {
            return own.withRank(rank);
        }
        LoraConfig wide = own.rank() < rank ? own.withRank(rank) : own;
        return wide.withKeptRank(rank);
    }

    /** Where there are many, another choice with each seed. */
    private static List<Fact> replayed(List<Fact> facts, List<Fact> earlier, long seed) {
        int most = Math.max(REPLAYED_ALWAYS, REPLAYED_FOR_EACH * facts.size());
        return earlier.size() <= most ? earlier : Earlier.some(earlier, most, seed);
    }

    private ModelEditor beside(ModelEditor editor, Set<Fact> old, Beginning beginning) {
        List<Augmentation> augmentations = settings.recipe().augmentations().stream()
                .map(augmentation -> augmentation instanceof Paraphrases
                        ? augmentation
                        : (Augmentation) new NewFactsAlone(augmentation, old))
                .toList();
        TrainingConfig training = settings.training();
        return editor.withRecipe(settings.recipe().withAugmentation(augmentations))
                .withTraining((beginning.brief() ? training.withEpochs(1) : training)
                        .withSeed(beginning.seed())
                        .withLearningRate(
                                beginning.strength() * training.schedule().learningRate()));
    }
}
