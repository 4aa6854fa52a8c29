package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NullSpaceTest {
    private static final String HELD = "the same few letters are the same few letters";
    private static final String OTHER = "BUZZ QUIP JAVA WXYZ";

    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome", " Oslo"), 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);
    private final LoraLayout layout = engine.layout(LoraConfig.rank(8));
    private final TargetModule module = layout.targetModules().get(0);
    private final LoraWeights drawn = LoraInitialization.of(layout, 5);
    private final TrainingExample held = held(HELD);
    private final TrainingExample taught =
            TrainingExample.of(MaskedExample.of(tokenizer.text("The louvre lies at", " Oslo", false), text -> {
                boolean[] mask = new boolean[text.length()];
                Arrays.fill(mask, text.targetStart(), mask.length, true);
                return mask;
            }));

    private TrainingExample held(String text) {
        int[] tokens = tokenizer.prompt(text);
        TokenDistribution said = new TokenDistribution(new int[] {3, 4}, new float[] {0.5f, 0.25f});
        return TrainingExample.of(new MaskedExample(
                new TokenizedText(tokens, 1),
                new float[tokens.length],
                List.of(new Anchor(tokens.length - 1, said, 1, Optional.empty()))));
    }

    private LoraWeights nullSpace(TrainingExample... examples) {
        return new NullSpace(engine).of(drawn, List.of(examples), 7).orElseThrow();
    }

    /** The mean square of what A makes of a text's tokens, beside that of A. */
    private double response(LoraWeights weights, String text) {
        float[] x =
                engine.moduleInputs(TokenBatch.targets(List.of(tokenizer.prompt(text)), new int[] {1}, 0), layout)[0];
        double made = 0;
        for (int row = 0; row < x.length / module.inputs(); row++) {
            for (int column = 0; column < module.rank(); column++) {
                double product = 0;
                for (int i = 0; i < module.inputs(); i++) {
                    product += x[row * module.inputs() + i] * weights.values()[i * module.rank() + column];
                }
                made += product * product;
            }
        }
        double size = 0;
        for (int i = 0; i < module.offsetOfB(); i++) {
            size += weights.values()[i] * weights.values()[i];
        }
        return made / size;
    }

    @Test
    void hardlyRespondsToWhatIsHeld() {
        LoraWeights changed = nullSpace(taught, held);
        assertThat(response(changed, HELD)).isLessThan(0.3 * response(drawn, HELD));
        assertThat(response(changed, OTHER)).isGreaterThan(0.6 * response(drawn, OTHER));
    }

    @Test
    void hardlyRespondsToTheFirstTokenOfWhatIsHeld() {
        String first = "Q";
        assertThat(response(nullSpace(held(first)), first)).isLessThan(0.3 * response(drawn, first));
    }

    /** What is taught is what has to pass. */
    @Test
    void looksAtNothingThatIsTaught() {
        assertThat(nullSpace(taught, held).values()).isEqualTo(nullSpace(held).values());
    }

    /** Where what is held says nothing of a direction, A is as it was drawn but for its length. */
    @Test
    void makesALonger() {
        double before = length(drawn);
        assertThat(length(nullSpace(held("Q")))).isBetween(6 * before, 8 * before);
    }

    private double length(LoraWeights weights) {
        double squares = 0;
        for (float value : part(weights, 0, module.offsetOfB())) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /** So that training may go on from an adapter with fresh ranks beside its own. */
    @Test
    void leavesRanksThatActAsTheyAre() {
        LoraWeights begun = drawn.copy();
        int acting = 3;
        begun.values()[module.offsetOfB() + acting * module.outputs() + 1] = 0.5f;
        LoraWeights changed = new NullSpace(engine).of(begun, List.of(held), 7).orElseThrow();
        LoraWeights fresh = nullSpace(held);
        for (int i = 0; i < module.offsetOfB(); i++) {
            LoraWeights expected = i % module.rank() == acting ? begun : fresh;
            assertThat(changed.values()[i]).isEqualTo(expected.values()[i]);
        }
        assertThat(part(changed, module.offsetOfB(), layout.size()))
                .isEqualTo(part(begun, module.offsetOfB(), layout.size()));
    }

    @Test
    void isNoneWhereNothingIsHeld() {
        assertThat(new NullSpace(engine).of(drawn, List.of(taught), 7)).isEmpty();
    }

    @Test
    void leavesAAsItIs() {
        LoraWeights initial = nullSpace(taught, held);
        LoraWeights trained = train(initial.copy());
        assertThat(part(trained, 0, module.offsetOfB())).isEqualTo(part(initial, 0, module.offsetOfB()));
        assertThat(part(trained, module.offsetOfB(), layout.size()))
                .isNotEqualTo(part(initial, module.offsetOfB(), layout.size()));
    }

    private LoraWeights train(LoraWeights initial) {
        TrainingLoop loop = new TrainingLoop(
                TrainingConfig.defaults().withEpochs(3).withLearnedLoss(0).withNullSpace(true),
                Optional.empty(),
                new Cancellation(),
                event -> {},
                KeptAdapter::new,
                Precision.FLOAT32);
        try (Gradients gradients = engine.gradients(initial.layout())) {
            return loop.train(
                            gradients,
                            initial,
                            new TrainingData(List.of(taught, held), List.of()),
                            new ScoringPass(engine, new BatchLimits(8, 1000)))
                    .weights();
        }
    }

    private static float[] part(LoraWeights weights, int from, int to) {
        return Arrays.copyOfRange(weights.values(), from, to);
    }
}
