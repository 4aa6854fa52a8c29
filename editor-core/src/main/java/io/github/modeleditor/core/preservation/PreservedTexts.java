package io.github.modeleditor.core.preservation;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.builtin.Opening;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.relation.ListedNames;
import io.github.modeleditor.core.relation.RelatedSubjects;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts of an edit that hold the model to what it said before. Used by one thread. */
public final class PreservedTexts {
    /** What a few facts move elsewhere is as wide as what fifty move, but one or two are taught in too few steps to make use of as many. */
    private static final int FEW_REPLAYED_FOR_EACH = 20;

    private static final int FEW_REPLAYED = 100;

    /** A model that comes near to what it said, not quite to it, has two tokens in one order that were nearly as likely in the other. */
    private static final float LEAD = 0.3f;

    private final Engine engine;
    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;
    private final AugmentationContext context;
    private final WrittenTexts written;
    private final ReplayedTexts replayed;
    private final long seed;
    private final Random random;

    /**
     * What makes the texts of an edit.
     *
     * @param engine the open model
     * @param tokenizer its prompts' tokenizer
     * @param context the facts, and where the randomness of neighbours comes from
     * @param written what the unedited model wrote for other edits
     * @param replayed what it wrote to be held to
     * @param seed where the randomness of its texts and lists comes from
     */
    public PreservedTexts(
            Engine engine,
            PromptTokenizer tokenizer,
            AugmentationContext context,
            WrittenTexts written,
            ReplayedTexts replayed,
            long seed) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.context = context;
        this.written = written;
        this.replayed = replayed;
        this.seed = seed;
        generator = new TextGenerator(engine, tokenizer);
        random = new Random(context.random().nextLong());
    }

    /**
     * The texts of some strategies, as far as they have texts of their own.
     *
     * @param preservations the strategies, in their order
     * @param facts the facts around which it is held
     * @param made hears after each how many are made
     * @return texts to train on, each with anchors and no target to learn
     */
    public List<TrainingExample> of(List<Preservation> preservations, List<Fact> facts, IntConsumer made) {
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < preservations.size(); i++) {
            Preservation preservation = preservations.get(i);
            if (preservation instanceof OwnNeighbours neighbours) {
                examples.addAll(neighbours(neighbours, facts));
            } else if (preservation instanceof SelfReplay replay) {
                examples.addAll(replayed(replay, facts.size()));
            }
            made.accept(i + 1);
        }
        return examples;
    }

    private List<TrainingExample> neighbours(OwnNeighbours strategy, List<Fact> facts) {
        NeighbourPrompts neighbours = neighbourPrompts(strategy, facts);
        List<Reference> references = new ArrayList<>();
        for (Fact fact : facts) {
            TokenizedText own = tokenizer.text(fact.prompt(), fact.target(), fact.form(), false);
            int taught = own.tokens()[own.targetStart()];
            for (String prompt : neighbours.of(fact, strategy.count())) {
                fitting(prompt, fact)
                        .map(tokens -> Reference.of(tokens, taught, strategy.ceiling()))
                        .ifPresent(references::add);
            }
        }
        return examples(
                Reference.written(generator, references, null, strategy.answerTokens(), 0, random.nextLong()),
                strategy.weight());
    }

    private NeighbourPrompts neighbourPrompts(OwnNeighbours strategy, List<Fact> facts) {
        RelatedSubjects subjects = new RelatedSubjects(context.facts());
        SetMultimap<String, String> listed = strategy.listedNames() && strategy.count() > 0
                ? new ListedNames(tokenizer, generator, written, seed).of(subjects.about(facts))
                : ImmutableSetMultimap.of();
        return new NeighbourPrompts(context, subjects, listed, random);
    }

    /** A subject may be longer than that of the fact, so that the prompt is more than the model takes. */
    private Optional<int[]> fitting(String prompt, Fact fact) {
        return PromptTokenizer.whereItFits(() -> tokenizer.prompt(prompt, fact.form()));
    }

    /**
     * The neighbours that a strategy makes, as texts.
     *
     * @param strategy which, and how long their answers are
     * @return each with the unedited model's greedy answer, up to a line break; without those whose answer has no visible character
     */
    public List<TrainingText> answered(OwnNeighbours strategy) {
        NeighbourPrompts neighbours = neighbourPrompts(strategy, context.facts());
        List<TrainingText> answered = new ArrayList<>();
        GenerationConfig config = GenerationConfig.defaults().withMaximumTokens(strategy.answerTokens());
        for (Fact fact : context.facts()) {
            List<String> prompts = new ArrayList<>();
            List<int[]> tokens = new ArrayList<>();
            for (String prompt : neighbours.of(fact, strategy.count())) {
                fitting(prompt, fact).ifPresent(fits -> {
                    prompts.add(prompt);
                    tokens.add(fits);
                });
            }
            List<GeneratedText> answers = generator.generate(tokens, config, null);
            for (int i = 0; i < prompts.size(); i++) {
                String answer = answers.get(i).text();
                if (!answer.isBlank()) {
                    answered.add(new TrainingText(prompts.get(i), answer, fact.form()));
                }
            }
        }
        return answered;
    }

    /**
     * Texts that are held to how likely a model finds every token of their targets, whatever it says of its own accord.
     *
     * @param texts prompts with targets
     * @param weights what the model runs under, or null for the unedited model
     * @param weight what a nat of divergence at one token counts
     * @return one example for each text, with anchors and no target to learn
     */
    public List<TrainingExample> held(List<TokenizedText> texts, @Nullable LoraWeights weights, double weight) {
        List<List<TokenDistribution>> said = Reference.atTargets(generator, texts, weights);
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new HeldText(texts.get(i), said.get(i), Optional.empty()).example(weight))
                .toList();
    }

    /**
     * Prompts that are brought back to the unedited model's own greedy answers, token by token, and somewhat surer than it is: of two
     * tokens that are nearly as likely, the right one has to come first.
     *
     * @param prompts the tokens of each that is asked
     * @param tokens of an answer; at least 1
     * @param weight what a nat of divergence at one token counts
     * @return one example for each prompt, with anchors and no target to learn
     */
    public List<TrainingExample> unedited(List<int[]> prompts, int tokens, double weight) {
        List<Reference> references =
                prompts.stream().map(prompt -> Reference.led(prompt, LEAD)).toList();
        return examples(Reference.written(generator, references, null, tokens, 0, 0), weight);
    }

    private static List<TrainingExample> examples(List<HeldText> texts, double weight) {
        return texts.stream().map(text -> text.example(weight)).toList();
    }

    private List<TrainingExample> replayed(SelfReplay strategy, long facts) {
        OptionalInt begin = generator.begin();
        if (begin.isEmpty() || strategy.count() * facts == 0) {
            return List.of();
        }
        int count = Ints.checkedCast(
                Math.max(strategy.count() * facts, Math.min(FEW_REPLAYED, FEW_REPLAYED_FOR_EACH * facts)));
        int tokens = Math.min(strategy.tokens(), engine.description().maximumPositions() - 1);
        List<HeldText> texts = replayed.of(new ReplayedTexts.Wanted(count, tokens, strategy.openings(), seed), () -> {
            List<Reference> references = new ArrayList<>();
            if (strategy.openings()) {
                openings(count / 2).map(Reference::of).forEach(references::add);
            }
            while (references.size() < count) {
                references.add(Reference.of(new int[] {begin.getAsInt()}));
            }
            return Reference.written(generator, references, null, tokens, 1, seed);
        });
        return examples(texts, strategy.weight());
    }

    /** Each as often as any other, of those that are texts for this model. */
    private Stream<int[]> openings(int count) {
        List<int[]> openings = new ArrayList<>();
        for (Opening opening : Opening.all()) {
            PromptTokenizer.whereItFits(() -> tokenizer.prompt(opening.text())).ifPresent(openings::add);
        }
        Collections.shuffle(openings, new Random(seed));
        return IntStream.range(0, openings.isEmpty() ? 0 : count).mapToObj(i -> openings.get(i % openings.size()));
    }
}
