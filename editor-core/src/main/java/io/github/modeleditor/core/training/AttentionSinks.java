package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has nothing taught at tokens on which all attention rests. That is a text's first token, and where a model begins with none of its own
 * now and then the second, such as the {@code X} of "John X, who": what it is there depends little on what it stands for, and what
 * modules are given there is as good as the same in all texts, and up to some thousand times as large as elsewhere.
 *
 * <p>A text that is to be taught at such a token alone is taught at all that follow it. As thread-safe as its engine.
 *
 * @see <a href="https://arxiv.org/abs/2402.17762">Massive Activations in Large Language Models, section 2</a>
 */
public final class AttentionSinks {
    /** A mean square, beside that of the row in the middle: with SmolLM2 sinks have 75 to 2,000 times as much, other last words 14 at most. */
    private static final double MASSIVE = 30;

    /** None is further behind. */
    private static final int FIRST_TOKENS = 4;

    private final Engine engine;
    private final LoraLayout layout;

    /**
     * What finds the sinks of an engine.
     *
     * @param engine the open model
     * @param layout the modules that are trained
     */
    public AttentionSinks(Engine engine, LoraLayout layout) {
        this.engine = engine;
        this.layout = layout;
    }

    /**
     * The same texts, none of which is taught at a sink.
     *
     * @param examples training texts
     * @return as many, in their order
     */
    public List<TrainingExample> avoided(List<TrainingExample> examples) {
        Map<IntBuffer, Integer> behind = behindSinks(TextPart.distinct(examples.stream()
                .map(TrainingExample::target)
                .filter(text -> text.taughtAt()
                        .filter(range -> range.start() < FIRST_TOKENS)
                        .isPresent())
                .map(TextPart::behindFirst)
                .toList()));
        return examples.stream()
                .map(example -> Optional.ofNullable(behind.get(key(TextPart.behindFirst(example.target()))))
                        .map(place -> behind(example, place))
                        .orElse(example))
                .toList();
    }

    private static IntBuffer key(TextPart part) {
        return IntBuffer.wrap(part.tokens());
    }

    /** Of the texts that have a sink, the place behind the last one. */
    private Map<IntBuffer, Integer> behindSinks(List<TextPart> parts) {
        Map<IntBuffer, Integer> behind = new HashMap<>();
        if (parts.isEmpty()) {
            return behind;
        }
        boolean[] massive = massive(TextPart.batches(parts, TextPart.TOKENS_OF_BATCH));
        int row = 0;
        for (TextPart part : TextPart.byLength(parts)) {
            for (int place = part.start(); place < part.tokens().length; place++) {
                if (massive[row++] && place < FIRST_TOKENS) {
                    behind.put(key(part), place + 1);
                }
            }
        }
        return behind;
    }

    /** Of each row whether any module is given far larger numbers there than in the row in the middle. */
    private boolean[] massive(List<TokenBatch> batches) {
        boolean[] massive =
                new boolean[batches.stream().mapToInt(TokenBatch::targets).sum()];
        double[][] squares = new double[layout.targetModules().size()][massive.length];
        AtomicInteger first = new AtomicInteger();
        engine.moduleInputs(batches, layout, (batch, inputs) -> {
            int start = first.getAndAdd(batch.targets());
            for (int module = 0; module < inputs.length; module++) {
                if (inputs[module].length > 0) {
                    double[] some = RowProducts.meanSquares(inputs[module], batch.targets());
                    System.arraycopy(some, 0, squares[module], start, some.length);
                }
            }
        });
        for (double[] ofModule : squares) {
            double middle = RowProducts.middle(ofModule);
            for (int row = 0; row < massive.length; row++) {
                massive[row] |= ofModule[row] > MASSIVE * middle;
            }
        }
        return massive;
    }

    private static TrainingExample behind(TrainingExample example, int place) {
        return new TrainingExample(
                behind(example.target(), place), example.rejected() == null ? null : behind(example.rejected(), place));
    }

    private static MaskedExample behind(MaskedExample text, int place) {
        return text.taughtAt().map(range -> behind(text, range, place)).orElse(text);
    }

    private static MaskedExample behind(MaskedExample text, TokenRange range, int place) {
        int start = Math.max(place, range.start());
        int end = start < range.end() ? range.end() : text.inputs();
        return start < end ? text.withTaughtAt(new TokenRange(start, end)) : text;
    }
}
