package io.github.modeleditor.core.training;

import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;

/**
 * Where an adapter begins that responds to the facts, and hardly to the texts which are to stay as they are. With the rows K that a module
 * is given at the tokens through which the facts are taught (their keys), each of length 1, normal random numbers R, and the rows X that
 * it is given at n tokens of those texts, it begins with
 *
 * <pre>
 *   A' = (X' X / n + lambda I)^-1 K' R
 * </pre>
 *
 * where lambda is a fifth of what a row of X has in the median for each of its inputs. For a single key that is what of all rows as long responds to
 * it most, for what it responds to X. B alone is trained then ({@link TrainingConfig#nullSpace()}), and A is made as long as that takes. A
 * rank that acts already keeps its A.
 *
 * <p>A soft bound needs no rank to be chosen. Used by one thread.
 *
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, section 3.1</a>, where a key is
 *     changed in this direction
 * @see <a href="https://arxiv.org/abs/2410.02355">AlphaEdit, section 3.2, which takes directions of other texts away as a whole</a>
 */
public final class NullSpace {
    /** More rows of X spare more of what is like the facts, and take longer. */
    private static final int MOST_HELD_TOKENS = 12288;

    /** Of what all modules keep of X, 256 MB. */
    private static final long MOST_KEPT = 1L << 26;

    /** What keys are answered with, beside what LoRA's A answers any row as long: a step of B moves the model by as much as that. */
    private static final double RESPONSE = 6;

    /** Lambda beside what a row of X has in the median for each of its inputs. */
    private static final double PENALTY = 0.2;

    private final Engine engine;

    /**
     * A null space of an engine.
     *
     * @param engine the open model
     */
    public NullSpace(Engine engine) {
        this.engine = engine;
    }

    /**
     * Makes an A for each module that is but for what is taught near to the null space of what is held.
     *
     * @param drawn weights of which some ranks, mostly all, are fresh, so that their B is nothing; not changed
     * @param examples training texts, of which some change nothing, and are held
     * @param seed where the randomness comes from
     * @return new weights of the same layout; empty where nothing is held or nothing changes
     */
    public Optional<LoraWeights> of(LoraWeights drawn, List<TrainingExample> examples, long seed) {
        LoraLayout layout = drawn.layout();
        List<TextPart> held = TextPart.first(held(examples, seed), heldTokens(layout));
        List<TextPart> taught = TextPart.distinct(taught(examples));
        if (held.isEmpty() || taught.isEmpty()) {
            return Optional.empty();
        }
        int keys = tokens(taught);
        int rows = tokens(held);
        List<TargetModule> modules = layout.targetModules();
        Map<Integer, ModuleNullSpace> spaces = new HashMap<>();
        for (int i = 0; i < modules.size(); i++) {
            TargetModule module = modules.get(i);
            if (!module.embedding()) {
                spaces.put(
                        i,
                        new ModuleNullSpace(module, keys, rows, Seeds.stream(seed, "mixed keys of " + module.path())));
            }
        }
        engine.moduleInputs(
                TextPart.batches(taught, TextPart.TOKENS_OF_BATCH),
                layout,
                (batch, inputs) -> each(spaces, (i, space) -> space.mix(inputs[i], batch.targetWeights())));
        engine.moduleInputs(
                TextPart.batches(held, TextPart.TOKENS_OF_BATCH),
                layout,
                (batch, inputs) -> each(spaces, (i, space) -> space.hold(inputs[i])));
        LoraWeights changed = drawn.copy();
        each(spaces, (i, space) -> space.write(changed.values(), PENALTY, RESPONSE));
        return Optional.of(changed);
    }

    private static int tokens(List<TextPart> parts) {
        return parts.stream().mapToInt(TextPart::size).sum();
    }

    private static List<TextPart> held(List<TrainingExample> examples, long seed) {
        List<TextPart> parts = new ArrayList<>();
        examples.stream().filter(example -> !example.changes()).forEach(example -> parts.add(whole(example.target())));
        Collections.shuffle(parts, Seeds.stream(seed, "texts of the null space"));
        return parts;
    }

    private static List<TextPart> taught(List<TrainingExample> examples) {
        return examples.stream()
                .filter(TrainingExample::changes)
                .map(example -> keys(example.target()))
                .toList();
    }

    /** From the first token on: it is like no other, all texts' attention rests on it, and a longer A would move it first. */
    private static TextPart whole(MaskedExample text) {
        return TextPart.of(text, new TokenRange(0, text.inputs()));
    }

    private static TextPart keys(MaskedExample text) {
        return text.taughtAt().map(tokens -> TextPart.of(text, tokens)).orElseGet(() -> TextPart.behindFirst(text));
    }

    /** As many as memory suffices for, which does not grow with them where {@link Ridge} sums their squares up. */
    private static int heldTokens(LoraLayout layout) {
        long[] widths = layout.targetModules().stream()
                .filter(module -> !module.embedding())
                .mapToLong(TargetModule::inputs)
                .toArray();
        long summed = LongStream.of(widths).map(width -> width * width).sum();
        long row = Math.max(1, LongStream.of(widths).sum());
        return (int) (summed <= MOST_KEPT ? MOST_HELD_TOKENS : Math.min(MOST_HELD_TOKENS, MOST_KEPT / row));
    }

    /** For modules side by side, with their places in the layout. */
    private static void each(Map<Integer, ModuleNullSpace> spaces, BiConsumer<Integer, ModuleNullSpace> does) {
        spaces.entrySet().parallelStream().forEach(space -> does.accept(space.getKey(), space.getValue()));
    }
}
