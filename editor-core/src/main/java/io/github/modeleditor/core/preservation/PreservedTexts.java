package io.github.modeleditor.core.preservation;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The texts of an edit that hold the model to what it said before. Used by one thread. */
public final class PreservedTexts {
    /** What one fact moves elsewhere is as wide as what ten move. */
    private static final int FEWEST_REPLAYED = 24;

    private final Engine engine;
    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;
    private final AugmentationContext context;
    private final Random random;

    /**
     * What makes the texts of an edit.
     *
     * @param engine the open model
     * @param tokenizer its prompts' tokenizer
     * @param generator what lets the unedited model write
     * @param context the facts, and where the randomness comes from
     */
    public PreservedTexts(
            Engine engine, PromptTokenizer tokenizer, TextGenerator generator, AugmentationContext context) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.generator = generator;
        this.context = context;
        random = new Random(context.random().nextLong());
    }

    /**
     * The texts of some strategies.
     *
     * @param preservations the strategies, in their order
     * @param made hears after each how many are made; the model is asked how it distributes tokens afterwards
     * @return texts to train on, each with anchors and no target to learn
     */
    public List<TrainingExample> of(List<Preservation> preservations, IntConsumer made) {
        List<HeldText> texts = new ArrayList<>();
        for (int i = 0; i < preservations.size(); i++) {
            texts.addAll(
                    preservations.get(i) instanceof OwnNeighbours neighbours
                            ? neighbours(neighbours)
                            : replayed((SelfReplay) preservations.get(i)));
            made.accept(i + 1);
        }
        return new References(engine).of(texts);
    }

    private List<HeldText> neighbours(OwnNeighbours strategy) {
        NeighbourPrompts neighbours = new NeighbourPrompts(context, random);
        List<int[]> prompts = new ArrayList<>();
        List<Integer> taught = new ArrayList<>();
        for (Fact fact : context.facts()) {
            TokenizedText own = tokenizer.text(fact.prompt(), fact.target(), fact.form(), false);
            for (String prompt : neighbours.of(fact, strategy.count())) {
                // A subject may be longer than that of the fact, so that the prompt is more than the model takes.
                PromptTokenizer.whereItFits(() -> tokenizer.prompt(prompt, fact.form()))
                        .ifPresent(tokens -> {
                            prompts.add(tokens);
                            taught.add(own.tokens()[own.targetStart()]);
                        });
            }
        }
        List<TokenizedText> answered = continued(prompts, strategy.answerTokens(), 0);
        return IntStream.range(0, answered.size())
                .mapToObj(i -> new HeldText(
                        answered.get(i), strategy.weight(), OptionalInt.of(taught.get(i)), strategy.ceiling()))
                .toList();
    }

    private List<HeldText> replayed(SelfReplay strategy) {
        OptionalInt begin = generator.begin();
        int count = begin.isPresent() && strategy.count() > 0
                ? Math.max(
                        FEWEST_REPLAYED,
                        Ints.checkedCast(
                                (long) strategy.count() * context.facts().size()))
                : 0;
        return continued(
                        Collections.nCopies(count, new int[] {begin.orElse(0)}),
                        Math.min(strategy.tokens(), engine.description().maximumPositions() - 1),
                        1)
                .stream()
                .map(text -> new HeldText(text, strategy.weight(), OptionalInt.empty(), 0))
                .toList();
    }

    /** What the unedited model adds; where it ends a text at once, the end of it is what is held. */
    private List<TokenizedText> continued(List<int[]> prompts, int tokens, double temperature) {
        GenerationConfig config = GenerationConfig.defaults()
                .withMaximumTokens(tokens)
                .withStopStrings(List.of())
                .withTemperature(temperature)
                .withSeed(random.nextLong());
        List<GeneratedText> added = generator.generate(prompts, config, null);
        List<TokenizedText> texts = new ArrayList<>();
        for (int i = 0; i < added.size(); i++) {
            int[] prompt = prompts.get(i);
            int[] said = added.get(i).tokens();
            // Which token stands behind the last place that is held does not matter.
            int[] continuation = said.length < tokens ? Ints.concat(said, new int[1]) : said;
            texts.add(new TokenizedText(Ints.concat(prompt, continuation), prompt.length));
        }
        return texts;
    }
}
