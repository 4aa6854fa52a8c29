package io.github.modeleditor.core.preservation;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.Softmax;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts down what the unedited model says at each place of a text while it writes it, so that it is asked once. Used by one thread at
 * a time.
 */
final class Reference implements Consumer<float[]> {
    /** Of the most likely tokens; what is left is one more outcome. */
    private static final int NAMED_TOKENS = 48;

    private final int[] prompt;
    private final OptionalInt taught;
    private final double ceilingFactor;
    private final float lead;
    private final List<TokenDistribution> said = new ArrayList<>();
    private Optional<Ceiling> ceiling = Optional.empty();

    private Reference(int[] prompt, OptionalInt taught, double ceilingFactor, float lead) {
        this.lead = lead;
        this.prompt = prompt;
        this.taught = taught;
        this.ceilingFactor = ceilingFactor;
    }

    /** Of a text in which no token is watched. */
    static Reference of(int[] prompt) {
        return new Reference(prompt, OptionalInt.empty(), 0, 0);
    }

    /**
     * Of a text with a ceiling.
     *
     * @param prompt what the model is given
     * @param taught the token that is not to become likelier at the first place
     * @param ceilingFactor what the square of its excess counts beside the divergence there
     */
    static Reference of(int[] prompt, int taught, double ceilingFactor) {
        return new Reference(prompt, OptionalInt.of(taught), ceilingFactor, 0);
    }

    /**
     * Of a text in which the most likely token is to stay that, so that what is held is surer than what was said.
     *
     * @param prompt what the model is given
     * @param lead what that token takes of all others' probability; 0 to below 1
     */
    static Reference led(int[] prompt, float lead) {
        return new Reference(prompt, OptionalInt.empty(), 0, lead);
    }

    int[] prompt() {
        return prompt;
    }

    /**
     * Lets a model go on from prompts, and puts down what it says.
     *
     * @param generator what writes
     * @param references one for each text, fresh
     * @param weights what the model runs under, or null for the unedited model
     * @param tokens how many are added to each at most
     * @param temperature of what is drawn; 0 for the most likely
     * @param seed where the randomness comes from
     * @return the texts in their order
     */
    static List<HeldText> written(
            TextGenerator generator,
            List<Reference> references,
            @Nullable LoraWeights weights,
            int tokens,
            double temperature,
            long seed) {
        GenerationConfig config = GenerationConfig.defaults()
                .withMaximumTokens(tokens)
                .withStopStrings(List.of())
                .withTemperature(temperature)
                .withSeed(seed);
        List<GeneratedText> added =
                generator.generate(references.stream().map(Reference::prompt).toList(), references, config, weights);
        return IntStream.range(0, added.size())
                .mapToObj(i -> references.get(i).text(added.get(i)))
                .toList();
    }

    /**
     * Asks a model what it says at each place of the targets of texts, whatever stands before it there.
     *
     * @param generator what asks
     * @param texts prompts with targets
     * @param weights what the model runs under, or null for the unedited model
     * @return for each text a distribution for each token of its target
     */
    static List<List<TokenDistribution>> atTargets(
            TextGenerator generator, List<TokenizedText> texts, @Nullable LoraWeights weights) {
        List<Reference> references = new ArrayList<>();
        for (TokenizedText text : texts) {
            for (int end = text.targetStart(); end < text.length(); end++) {
                references.add(of(Arrays.copyOf(text.tokens(), end)));
            }
        }
        List<HeldText> asked = written(generator, references, weights, 1, 0, 0);
        List<List<TokenDistribution>> said = new ArrayList<>();
        int first = 0;
        for (TokenizedText text : texts) {
            int next = first + text.length() - text.targetStart();
            said.add(asked.subList(first, next).stream()
                    .map(place -> place.said().get(0))
                    .toList());
            first = next;
        }
        return said;
    }

    @Override
    public void accept(float[] logits) {
        Softmax softmax = Softmax.of(logits);
        if (said.isEmpty() && taught.isPresent()) {
            int token = taught.getAsInt();
            ceiling = Optional.of(
                    new Ceiling(token, (float) softmax.logProbability(logits[token]), (float) ceilingFactor));
        }
        said.add(TokenDistribution.mostLikely(logits, softmax, NAMED_TOKENS).led(lead));
    }

    /** The text when it is written; where the model ended it, the end of it is what is held last. */
    private HeldText text(GeneratedText added) {
        int[] tokens = added.tokens();
        // Which token stands behind the last place that is held does not matter.
        int[] continuation = tokens.length < said.size() ? Ints.concat(tokens, new int[1]) : tokens;
        return new HeldText(new TokenizedText(Ints.concat(prompt, continuation), prompt.length), said, ceiling);
    }
}
