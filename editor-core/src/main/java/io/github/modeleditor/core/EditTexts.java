package io.github.modeleditor.core;

import com.google.common.math.LongMath;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.OtherTokens;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TargetEnds;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.augmentation.AugmentedTexts;
import io.github.modeleditor.core.augmentation.SamplingContext;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.objective.RejectedTexts;
import io.github.modeleditor.core.preservation.AnchoredTargets;
import io.github.modeleditor.core.preservation.EndedTargets;
import io.github.modeleditor.core.preservation.PreservedTexts;
import io.github.modeleditor.core.relation.Template;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.training.AttentionSinks;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The texts of one edit: what teaches, and what is held. Used once, by one thread. */
final class EditTexts {
    /** What a nat of divergence at a token of an earlier fact counts: as much as one of a new fact's loss. */
    private static final double EARLIER_WEIGHT = 1;
    /** More than that: an answer has to come back token by token, and has one text where a new fact has thirty. */
    private static final double RETURNING_WEIGHT = 10;

    private final Engine engine;
    private final EditorSettings settings;
    private final Recipe recipe;
    private final List<Fact> facts;
    private final Earlier earlier;
    private final boolean rejects;
    private final AskedBefore before;
    private final EditPhases phases;
    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;

    /**
     * The texts of an edit, none made yet.
     *
     * @param engine the open model
     * @param settings how to edit
     * @param facts what is taught, and behind it what is held
     * @param earlier which of them are held, and what returns
     * @param rejects whether the objective asks what a fact takes the place of
     * @param before what the unedited model was asked before
     * @param phases who hears of progress
     */
    EditTexts(
            Engine engine,
            EditorSettings settings,
            List<Fact> facts,
            Earlier earlier,
            boolean rejects,
            AskedBefore before,
            EditPhases phases) {
        this.engine = engine;
        this.settings = settings;
        recipe = settings.recipe();
        this.facts = facts;
        this.earlier = earlier;
        this.rejects = rejects;
        this.before = before;
        this.phases = phases;
        tokenizer = PromptTokenizer.of(engine);
        generator = new TextGenerator(engine, tokenizer);
    }

    /**
     * What is trained on.
     *
     * @param examples all texts
     * @param withoutEarlier how many of them there would be, were no earlier facts held
     * @param surroundings those of them that are held around facts
     */
    record Made(List<TrainingExample> examples, int withoutEarlier, Surroundings surroundings) {
        Made {
            examples = List.copyOf(examples);
        }

        /** The same behind others that teach. */
        private Made beside(List<TrainingExample> teaching) {
            return new Made(
                    Stream.concat(teaching.stream(), examples.stream()).toList(),
                    teaching.size() + withoutEarlier,
                    surroundings);
        }

        /**
         * Makes of them as many steps as there would be without earlier facts. Adam's steps are of one size, however little of a step is
         * about what changes, so that more of them move the rest further.
         *
         * @param training how many texts a step has
         * @return the same with more, as far as there are more
         */
        TrainingConfig inAsManySteps(TrainingConfig training) {
            long size = training.batches().batchSize();
            return withoutEarlier == 0
                    ? training
                    : training.withBatchSize(Ints.saturatedCast(
                            LongMath.divide(size * examples.size(), withoutEarlier, RoundingMode.CEILING)));
        }
    }

    /**
     * Lets the model make what it has to.
     *
     * @param layout of the adapter that is trained
     * @return the texts to train on
     */
    Made of(LoraLayout layout) {
        SamplingContext context = new SamplingContext(facts, settings.training().seed(), generator, before.written());
        List<Fact> taught = earlier.taught(facts);
        List<TrainingExample> examples = new ArrayList<>();
        List<TokenizedText> kept = new ArrayList<>();
        phases.tell(Phase.AUGMENTING, 0, facts.size());
        List<Optional<String>> rejected =
                rejects ? RejectedTexts.of(taught, generator) : Collections.nCopies(taught.size(), Optional.empty());
        UntrainedParaphrases untrained = new UntrainedParaphrases();
        for (int i = 0; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            List<TrainingText> texts = AugmentedTexts.of(List.of(fact), recipe.augmentations(), context);
            untrained.note(fact, texts);
            if (i < taught.size()) {
                Optional<String> replaced = rejected.get(i);
                Optional<String> subject = taughtAt(fact);
                texts.forEach(text -> examples.add(teaching(text, fact, subject, replaced)));
            } else {
                texts.forEach(text -> kept.add(tokenizer.text(text.prompt(), text.target(), text.form(), false)));
            }
            phases.tell(Phase.AUGMENTING, i + 1L, facts.size());
        }
        untrained.warn(facts.size());
        List<TrainingExample> teaching = ended(anchored(new AttentionSinks(engine, layout).avoided(examples)));
        return held(context, kept, layout).beside(teaching);
    }

    private List<TrainingExample> anchored(List<TrainingExample> examples) {
        return preservation(OtherTokens.class)
                .map(others -> new AnchoredTargets(generator).of(examples, others))
                .orElse(examples);
    }

    /** An end of text that is trained says itself where a target ends. */
    private List<TrainingExample> ended(List<TrainingExample> examples) {
        return preservation(TargetEnds.class)
                .filter(ends -> !recipe.endOfText())
                .map(ends -> new EndedTargets(engine, tokenizer, generator).of(examples, ends))
                .orElse(examples);
    }

    private <T extends Preservation> Optional<T> preservation(Class<T> kind) {
        return recipe.preservations().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** Whom or what a fact is about, where it is to be taught there alone. */
    private Optional<String> taughtAt(Fact fact) {
        return settings.training().taughtAtSubject() ? Template.of(fact).map(Template::subject) : Optional.empty();
    }

    private TrainingExample teaching(
            TrainingText text, Fact fact, Optional<String> subject, Optional<String> replaced) {
        boolean teaches = text.target().equals(fact.target());
        Optional<TokenRange> tokens = subject.flatMap(name -> tokenizer.lastWord(name, text.prompt(), text.form()));
        return new TrainingExample(
                masked(text, tokens),
                teaches && replaced.isPresent()
                        ? masked(new TrainingText(text.prompt(), replaced.get(), text.form()), tokens)
                        : null);
    }

    private MaskedExample masked(TrainingText text, Optional<TokenRange> taughtAt) {
        MaskedExample masked = MaskedExample.of(
                tokenizer.text(text.prompt(), text.target(), text.form(), recipe.endOfText()), recipe.lossMask());
        return taughtAt.map(masked::withTaughtAt).orElse(masked);
    }

    private Made held(SamplingContext context, List<TokenizedText> kept, LoraLayout layout) {
        if (recipe.preservations().isEmpty()
                && kept.isEmpty()
                && earlier.returning().isEmpty()) {
            return new Made(List.of(), 0, Surroundings.none());
        }
        PreservedTexts preserved = new PreservedTexts(
                engine,
                tokenizer,
                context,
                before.written(),
                before.replayed(),
                settings.training().seed());
        Surroundings around = earlier.surroundings().orElseGet(() -> surroundings(preserved));
        // Ranks that are nothing yet: what acts is what they are trained beside.
        LoraWeights none = LoraWeights.zeros(layout);
        List<TrainingExample> earlierFacts = preserved.held(kept, none, EARLIER_WEIGHT);
        List<TrainingExample> returning = new AttentionSinks(engine, layout).avoided(returning(preserved));
        return new Made(
                Stream.of(around.texts(), earlierFacts, returning)
                        .flatMap(List::stream)
                        .toList(),
                around.textsAround(earlier.changing(facts).size()) + returning.size(),
                around);
    }

    private Surroundings surroundings(PreservedTexts preserved) {
        List<Preservation> preservations = recipe.preservations();
        List<Fact> surrounded = earlier.surrounded(facts, settings.training().seed());
        phases.tell(Phase.PRESERVING, 0, preservations.size());
        return new Surroundings(
                surrounded.size(),
                preserved.of(
                        preservations, surrounded, made -> phases.tell(Phase.PRESERVING, made, preservations.size())));
    }

    /** What was taken back is learned where facts are; where nobody knows whom it is about, through all tokens but the first. */
    private List<TrainingExample> returning(PreservedTexts preserved) {
        List<int[]> prompts = new ArrayList<>();
        List<Optional<TokenRange>> subjects = new ArrayList<>();
        for (Fact fact : earlier.returning()) {
            Optional<String> subject = taughtAt(fact);
            Stream.concat(Stream.of(fact.prompt()), fact.paraphrases().stream()).forEach(prompt -> {
                prompts.add(tokenizer.prompt(prompt, fact.form()));
                subjects.add(subject.flatMap(name -> tokenizer.lastWord(name, prompt, fact.form())));
            });
        }
        List<TrainingExample> unedited = preserved.unedited(prompts, Earlier.ANSWER_TOKENS, RETURNING_WEIGHT);
        return IntStream.range(0, unedited.size())
                .mapToObj(i -> unedited.get(i)
                        .returningAt(subjects.get(i).orElseGet(unedited.get(i).target()::behindFirst)))
                .toList();
    }
}
