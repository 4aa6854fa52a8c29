package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.primitives.Floats;
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
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NullSpaceTest {
    private static final String HELD = "the same few letters are the same few letters";
    private static final String TAUGHT = "The louvre lies at";
    private static final String OTHER = "BUZZ QUIP JAVA WXYZ";

    private final ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(" Rome", " Oslo"), 11);
    private final PromptTokenizer tokenizer = PromptTokenizer.of(engine);
    private final LoraLayout layout = engine.layout(LoraConfig.rank(8));
    private final TargetModule module = layout.targetModules().get(0);
    private final LoraWeights drawn = LoraInitialization.of(layout, 5);
    private final TrainingExample held = held(HELD);
    private final TrainingExample taught = taught(TAUGHT, " Oslo");

    private TrainingExample taught(String prompt, String target) {
        return TrainingExample.of(MaskedExample.of(tokenizer.text(prompt, target, false), text -> {
            boolean[] mask = new boolean[text.length()];
            Arrays.fill(mask, text.targetStart(), mask.length, true);
            return mask;
        }));
    }

    private static TrainingExample at(TrainingExample example, int start, int end) {
        return TrainingExample.of(example.target().withTaughtAt(new TokenRange(start, end)));
    }

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

    /** What the module is given at a text's tokens from the one at a place on. */
    private float[] rows(String text, int from) {
        int[] tokens = tokenizer.prompt(text + "x");
        List<float[]> rows = new ArrayList<>();
        TokenBatch batch = TokenBatch.targets(List.of(tokens), new int[] {from + 1}, 0);
        engine.moduleInputs(List.of(batch), layout, (asked, inputs) -> rows.add(inputs[0]));
        return rows.get(0);
    }

    private double response(LoraWeights weights, String text, int from) {
        return response(weights.values(), rows(text, from));
    }

    /** The root mean square of what A makes of rows. */
    private double response(float[] values, float[] rows) {
        float[] a = Arrays.copyOfRange(values, module.offset(), module.offset() + module.sizeOfA());
        float[] made = Floats.concat(
                RowProducts.product(RowProducts.rows(rows, module.inputs()), RowProducts.rows(a, module.rank())));
        return Math.sqrt(RowProducts.meanSquare(made, 0, made.length));
    }

    @Test
    void respondsToWhatIsTaughtAndHardlyToWhatIsHeld() {
        LoraWeights changed = nullSpace(taught, held);
        assertThat(ofTaughtBeside(changed, HELD, 0)).isGreaterThan(2 * ofTaughtBeside(drawn, HELD, 0));
        assertThat(ofTaughtBeside(changed, OTHER, 1)).isGreaterThan(1.5 * ofTaughtBeside(drawn, OTHER, 1));
    }

    private double ofTaughtBeside(LoraWeights weights, String text, int from) {
        return response(weights, TAUGHT, 1) / response(weights, text, from);
    }

    @Test
    void hardlyRespondsToTheFirstTokenOfWhatIsHeld() {
        LoraWeights changed = nullSpace(taught, held("Q"));
        assertThat(response(changed, "", 0) / response(changed, TAUGHT, 1))
                .isLessThan(0.3 * response(drawn, "", 0) / response(drawn, TAUGHT, 1));
    }

    @Test
    void respondsToWhatReturns() {
        assertThat(nullSpace(held(TAUGHT).returningAt(new TokenRange(1, TAUGHT.length())), held)
                        .values())
                .isEqualTo(nullSpace(at(taught(TAUGHT, "x"), 1, TAUGHT.length()), held)
                        .values());
    }

    /** A step of B then moves what is taught as far, whatever else is held. */
    @Test
    void answersKeysWithSixTimesWhatLoraAnswersRowsOfTheirLength() {
        float[] keys = rows(TAUGHT, 1);
        float[] ofLengthOne = keys.clone();
        for (int start = 0; start < keys.length; start += module.inputs()) {
            float[] key = Arrays.copyOfRange(keys, start, start + module.inputs());
            double length = Math.sqrt(key.length * RowProducts.meanSquare(key, 0, key.length));
            for (int i = start; i < start + module.inputs(); i++) {
                ofLengthOne[i] = (float) (keys[i] / length);
            }
        }
        assertThat(response(written(keys), ofLengthOne))
                .isCloseTo(6 * LoraInitialization.answer(module.inputs()), within(1e-4));
    }

    /** In layer 11 of SmolLM2 some are; A would be made as long for it, and respond to all texts as much. */
    @Test
    void oneKeyThatIsAThousandTimesAsLongCountsNoMoreThanOthers() {
        float[] keys = rows(TAUGHT, 1);
        float[] oneLong = keys.clone();
        for (int i = 0; i < module.inputs(); i++) {
            oneLong[i] *= 1024;
        }
        assertThat(written(oneLong)).isEqualTo(written(keys));
    }

    /** Of a direction in which all rows lie as much is left as lambda has of their squares, of one at right angles to it all. */
    @Test
    void whatARowHasForEachInputIsSpared() {
        float[] row = new float[module.inputs()];
        row[0] = 3;
        float[] key = new float[module.inputs()];
        key[0] = 1;
        key[1] = 1;
        float[] values = written(key, Floats.concat(row, row, row));
        double lambda = 0.2 / module.inputs();
        for (int i = 0; i < module.rank(); i++) {
            assertThat(values[module.offset() + i] / values[module.offset() + module.rank() + i])
                    .isCloseTo((float) (lambda / (1 + lambda)), withinPercentage(0.1));
        }
    }

    private float[] written(float[] keys) {
        return written(keys, rows(HELD, 0));
    }

    private float[] written(float[] keys, float[] held) {
        int count = keys.length / module.inputs();
        ModuleNullSpace space = new ModuleNullSpace(module, count, held.length / module.inputs(), new Random(3));
        float[] once = new float[count];
        Arrays.fill(once, 1);
        space.mix(keys, once);
        space.hold(held);
        float[] values = drawn.values().clone();
        space.write(values, 0.2, 6);
        return values;
    }

    /** What follows the subject may be said of others, too. */
    @Test
    void looksAtTheTokensThroughWhichAFactIsTaught() {
        TrainingExample subject = at(taught("The louvre lies", " at Rome"), 4, 9);
        assertThat(nullSpace(at(taught, 4, 9), held).values())
                .isEqualTo(nullSpace(subject, held).values())
                .isNotEqualTo(nullSpace(taught, held).values());
    }

    /** More than are looked at together, and what counts most of them the shortest or the longest. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void looksAtAllThatIsTaughtHoweverMuchThatIs(int length) {
        List<TrainingExample> many = new ArrayList<>();
        for (char last = 'a'; last <= 'z'; last++) {
            many.add(taught(TAUGHT.repeat(2) + "said" + last, " Oslo"));
        }
        LoraWeights without = nullSpace(with(many, held));
        many.addAll(Collections.nCopies(100, taught(OTHER.repeat(length), " Rome")));
        LoraWeights changed = nullSpace(with(many, held));
        assertThat(response(changed, OTHER, 1) / response(changed, TAUGHT, 1))
                .isGreaterThan(1.5 * response(without, OTHER, 1) / response(without, TAUGHT, 1));
    }

    private static TrainingExample[] with(List<TrainingExample> examples, TrainingExample... more) {
        return Stream.concat(examples.stream(), Stream.of(more)).toArray(TrainingExample[]::new);
    }

    @Test
    void aTextThatIsTaughtMoreOftenCountsMore() {
        TrainingExample other = taught(OTHER, " Rome");
        LoraWeights once = nullSpace(taught, other, held);
        LoraWeights often = nullSpace(with(Collections.nCopies(16, taught), other, held));
        assertThat(response(often, TAUGHT, 1) / response(often, OTHER, 1))
                .isGreaterThan(1.5 * response(once, TAUGHT, 1) / response(once, OTHER, 1));
    }

    /** So that training may go on from an adapter with fresh ranks beside its own. */
    @Test
    void leavesRanksThatActAsTheyAre() {
        LoraWeights begun = drawn.copy();
        int acting = 3;
        begun.values()[module.offsetOfB() + acting * module.outputs() + 1] = 0.5f;
        LoraWeights changed =
                new NullSpace(engine).of(begun, List.of(taught, held), 7).orElseThrow();
        LoraWeights fresh = nullSpace(taught, held);
        for (int i = 0; i < module.offsetOfB(); i++) {
            LoraWeights expected = i % module.rank() == acting ? begun : fresh;
            assertThat(changed.values()[i]).isEqualTo(expected.values()[i]);
        }
        assertThat(part(changed, module.offsetOfB(), layout.size()))
                .isEqualTo(part(begun, module.offsetOfB(), layout.size()));
    }

    @Test
    void isNoneWhereNothingIsHeldOrNothingTaught() {
        assertThat(new NullSpace(engine).of(drawn, List.of(taught), 7)).isEmpty();
        assertThat(new NullSpace(engine).of(drawn, List.of(held), 7)).isEmpty();
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
