package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.Pass;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveLossTest {
    private static final Objective PREFERENCE = new DirectPreference(0.5, 2);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final ScoringPass scoring = new ScoringPass(engine, new BatchLimits(8, 1000));
    private final List<TrainingExample> examples = List.of(
            new TrainingExample(masked("The tower stands in", " Rome"), masked("The tower stands in", " Paris Oslo")),
            TrainingExample.of(masked("Bread is baked by", " Paris")),
            new TrainingExample(masked("A", " Rome"), masked("A", " Oslo")));

    /** The passes are cut in two places, so that slopes have to find their rows again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradientIsThatOfTheObjective(int cut) {
        Step step = new Step(
                cut == 3
                        ? List.of(new Pass(examples))
                        : List.of(
                                new Pass(examples.subList(0, cut)), new Pass(examples.subList(cut, examples.size()))));
        LoraWeights weights = randomWeights();
        float[] gradient = new float[weights.values().length];
        try (Gradients gradients = engine.gradients(weights.layout())) {
            Optimization optimization = new Optimization(
                    capturing(gradients, gradient), loss(), weights, TrainingConfig.defaults(), LossScaler.none());
            assertThat(optimization.slope(step, () -> {}).loss()).isCloseTo(value(weights), within(1e-6));
        }
        Random random = new Random(3);
        for (int probe = 0; probe < 20; probe++) {
            int parameter = random.nextInt(gradient.length);
            double slope = (value(moved(weights, parameter, 1e-2f)) - value(moved(weights, parameter, -1e-2f))) / 2e-2;
            assertThat((double) gradient[parameter]).isCloseTo(slope, within(2e-3));
        }
        assertThat(GradientNorm.of(gradient)).isGreaterThan(0.1);
    }

    @Test
    void widensTheMarginBetweenNewAndOld() {
        assertThat(margin(train(Optional.of(PREFERENCE)))).isGreaterThan(margin(train(Optional.empty())) + 0.5);
    }

    @Test
    void comparesWithTheUneditedModel() {
        List<Objective.Text> seen = new ArrayList<>();
        Objective watching = texts -> {
            seen.addAll(texts);
            return PREFERENCE.of(texts);
        };
        train(Optional.of(watching));
        assertThat(seen.subList(0, 3)).allSatisfy(text -> {
            assertThat(text.target().current()).isCloseTo(text.target().unedited(), within(1e-6));
            assertThat(text.target().tokens()).isEqualTo(2);
        });
        assertThat(seen.subList(3, seen.size()))
                .anySatisfy(text -> assertThat(text.target().current())
                        .isGreaterThan(text.target().unedited() + 0.1));
        assertThat(seen).filteredOn(text -> text.rejected().isEmpty()).hasSize(seen.size() / 3);
    }

    private LoraWeights train(Optional<Objective> objective) {
        LoraWeights initial = LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
        TrainingConfig config = TrainingConfig.defaults()
                .withEpochs(10)
                .withLearningRate(0.05)
                .withWarmupFraction(0)
                .withLearnedLoss(0);
        try (Gradients gradients = engine.gradients(initial.layout())) {
            return new TrainingLoop(
                            config, objective, new Cancellation(), event -> {}, KeptAdapter::new, Precision.FLOAT32)
                    .train(gradients, initial, new TrainingData(examples, List.of()), scoring)
                    .weights();
        }
    }

    /** By how many nats more the new target of the first text is likely than what it replaces. */
    private double margin(LoraWeights weights) {
        double[] likelihoods = scoring.logLikelihoods(new Pass(examples.subList(0, 1)).all(), weights);
        return likelihoods[0] - likelihoods[1];
    }

    private ObjectiveLoss loss() {
        ObjectiveLoss loss = new ObjectiveLoss(PREFERENCE, scoring);
        loss.prepare(examples, new BatchLimits(2, 1000), () -> {});
        return loss;
    }

    private double value(LoraWeights weights) {
        return loss().of(new Step(List.of(new Pass(examples))), weights, () -> {})
                .value();
    }

    private LoraWeights randomWeights() {
        LoraWeights weights = LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
        Random random = new Random(7);
        for (int i = 0; i < weights.values().length; i++) {
            weights.values()[i] = (float) random.nextGaussian() / 4;
        }
        return weights;
    }

    private static LoraWeights moved(LoraWeights weights, int parameter, float by) {
        LoraWeights moved = weights.copy();
        moved.values()[parameter] += by;
        return moved;
    }

    private MaskedExample masked(String prompt, String target) {
        TokenizedText text = new PromptTokenizer(tokenizer, engine.description()).text(prompt, target, true);
        return MaskedExample.of(text, new ConditionalLikelihood());
    }

    /** Adds to another array too what it adds. */
    private static Gradients capturing(Gradients gradients, float[] sum) {
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                gradients.accumulate(batches, weights, sum);
                return gradients.accumulate(batches, weights, gradient);
            }

            @Override
            public void close() {
                gradients.close();
            }
        };
    }
}
