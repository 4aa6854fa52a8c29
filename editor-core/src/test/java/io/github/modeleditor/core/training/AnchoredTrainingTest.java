package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.Softmax;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fact to learn beside a neighbour that is held to what the unedited model says of it. */
class AnchoredTrainingTest {
    private static final String NEIGHBOUR = "The tower stands at";
    private static final TrainingConfig CONFIG = TrainingConfig.defaults()
            .withEpochs(60)
            .withBatchSize(2)
            .withLearningRate(0.02)
            .withWarmupFraction(0)
            .withLearnedLoss(0);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final PromptTokenizer prompts = new PromptTokenizer(tokenizer, engine.description());
    private final List<Double> losses = new ArrayList<>();
    private final List<LoraWeights> weights = new ArrayList<>();

    @Test
    void whatIsHeldMovesLess() {
        TrainingExample fact = TrainingExample.of(masked("The tower stands in", " Rome"));
        TrainingExample held = TrainingExample.of(anchored());
        LoraWeights alone = train(CONFIG, Optional.empty(), fact);
        LoraWeights beside = train(CONFIG, Optional.empty(), fact, held);
        assertThat(divergence(beside)).isLessThan(divergence(alone) / 4);
        ScoringPass scoring = scoring();
        List<MaskedExample> facts = List.of(fact.target());
        assertThat(scoring.logLikelihoods(facts, beside)[0]).isGreaterThan(scoring.logLikelihoods(facts, null)[0] / 4);
    }

    /** A fact tells when it is learned, and nothing else when something has come back. */
    @Test
    void trainingIsNotOverBeforeWhatReturnsIsThere() {
        TokenDistribution other = new TokenDistribution(new int[] {3}, new float[] {0.8f});
        TrainingExample held = TrainingExample.of(anchored(other));
        assertThat(divergence(other, besideALearnedFact(held))).isGreaterThan(0.2);
        assertThat(divergence(other, besideALearnedFact(held.returningAt(new TokenRange(1, 3)))))
                .isLessThan(0.05);
        assertThat(losses).hasSizeLessThan(60);
    }

    private LoraWeights besideALearnedFact(TrainingExample example) {
        losses.clear();
        int[] prompt = prompts.prompt("The tower stands in");
        float[] logits = engine.logits(TokenBatch.lastPositions(List.of(prompt)), null)[0];
        int said = TokenDistribution.mostLikely(logits, Softmax.of(logits), 1).tokens()[0];
        TokenizedText fact = new TokenizedText(Ints.concat(prompt, new int[] {said}), prompt.length);
        TrainingExample learned = TrainingExample.of(MaskedExample.of(fact, new ConditionalLikelihood()));
        return train(
                CONFIG.withLearnedLoss(100).withSkippedLoss(0.05),
                Optional.empty(),
                new TrainingData(List.of(learned, example), List.of(fact)));
    }

    /** What each step tells is the loss of the weights before it: of one term and the other. */
    @Test
    void theTermsAddUp() {
        // The divergence is a mean over both texts, of which one is held.
        TrainingExample fact =
                new TrainingExample(masked("The tower stands in", " Rome"), masked("The tower stands in", " Oslo"));
        DirectPreference preference = new DirectPreference(0.1, 1);
        for (Optional<Objective> objective :
                List.of(Optional.<Objective>empty(), Optional.of((Objective) preference))) {
            losses.clear();
            weights.clear();
            train(CONFIG.withMaximumSteps(6).withLearningRate(0.3), objective, fact, TrainingExample.of(anchored()));
            assertThat(losses).hasSize(6);
            for (int step = 1; step < losses.size(); step++) {
                LoraWeights before = weights.get(step - 1);
                double first = objective.isEmpty()
                        ? -likelihood(fact.target(), before) / fact.target().targets()
                        : preference.of(List.of(text(fact, before))).value();
                assertThat(losses.get(step)).isCloseTo(first + divergence(before) / 2, within(1e-4));
            }
            assertThat(weights).anyMatch(moved -> divergence(moved) > 0.01);
        }
    }

    private Objective.Text text(TrainingExample example, LoraWeights weights) {
        MaskedExample rejected = Objects.requireNonNull(example.rejected());
        return new Objective.Text(
                new Objective.Likelihood(
                        example.target().targets(),
                        likelihood(example.target(), weights),
                        likelihood(example.target(), null)),
                Optional.of(new Objective.Likelihood(
                        rejected.targets(), likelihood(rejected, weights), likelihood(rejected, null))));
    }

    private double likelihood(MaskedExample text, @Nullable LoraWeights weights) {
        return scoring().logLikelihoods(List.of(text), weights)[0];
    }

    private LoraWeights train(TrainingConfig config, Optional<Objective> objective, TrainingExample... examples) {
        return train(config, objective, new TrainingData(List.of(examples), List.of()));
    }

    private LoraWeights train(TrainingConfig config, Optional<Objective> objective, TrainingData data) {
        LoraWeights initial = LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
        try (Gradients gradients = engine.gradients(initial.layout())) {
            return new TrainingLoop(
                            config, objective, new Cancellation(), this::keep, KeptAdapter::new, Precision.FLOAT32)
                    .withCheckpoint(
                            (step, state) -> weights.add(state.get().optimizer().weights()))
                    .train(gradients, initial, data, scoring())
                    .weights();
        }
    }

    private void keep(EditEvent event) {
        if (event instanceof EditEvent.Step step) {
            losses.add(step.loss());
        }
    }

    private ScoringPass scoring() {
        return new ScoringPass(engine, new BatchLimits(8, 1000));
    }

    private MaskedExample masked(String prompt, String target) {
        return MaskedExample.of(prompts.text(prompt, target, true), new ConditionalLikelihood());
    }

    /** No token of it is learned; the one after it is held. */
    private MaskedExample anchored() {
        return anchored(reference());
    }

    private MaskedExample anchored(TokenDistribution reference) {
        TokenizedText text = prompts.text(NEIGHBOUR, " Rome", false);
        int place = text.targetStart();
        return new MaskedExample(text, new float[text.length()], List.of(new Anchor(place, reference, 1)));
    }

    private TokenDistribution reference() {
        TokenBatch batch = TokenBatch.lastPositions(List.of(prompts.prompt(NEIGHBOUR)));
        float[] logits = engine.logits(batch, null)[0];
        return TokenDistribution.mostLikely(logits, Softmax.of(logits), 20);
    }

    private double divergence(LoraWeights weights) {
        return divergence(reference(), weights);
    }

    private double divergence(TokenDistribution reference, LoraWeights weights) {
        TokenBatch batch = TokenBatch.lastPositions(List.of(prompts.prompt(NEIGHBOUR)));
        float[] logits = engine.logits(batch, weights)[0];
        TokenDistribution now = TokenDistribution.mostLikely(logits, Softmax.of(logits), logits.length);
        float[] named = new float[reference.tokens().length];
        for (int i = 0; i < named.length; i++) {
            for (int j = 0; j < now.tokens().length; j++) {
                if (now.tokens()[j] == reference.tokens()[i]) {
                    named[i] = (float) Math.log(now.probabilities()[j]);
                }
            }
        }
        return reference.divergence(named, 1e-12);
    }
}
