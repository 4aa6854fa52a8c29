package io.github.modeleditor.core.generation;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Continues texts token by token, many side by side: with a key/value cache where the engine has one, else by running the
 * whole text again for each token. Not thread-safe, as its engine is not.
 */
public final class TextGenerator {
    private static final double NUCLEUS_MASS = 0.95;
    private static final int SAMPLING_ROUNDS = 8;

    private final Engine engine;
    private final PromptTokenizer tokenizer;
    private final ModelDescription model;

    /**
     * A generator.
     *
     * @param engine the open model
     * @param tokenizer its prompts' tokenizer
     */
    public TextGenerator(Engine engine, PromptTokenizer tokenizer) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.model = engine.description();
    }

    /**
     * The tokens of a prompt.
     *
     * @param prompt what the model is given
     * @param form how
     * @return its tokens, up to where the model goes on
     * @throws InvalidFactException if it is blank or leaves no room for a continuation
     * @throws UnsupportedModelException if it is to be put through a chat template, and there is none, or none of use
     */
    public int[] prompt(String prompt, PromptForm form) {
        return tokenizer.prompt(prompt, form);
    }

    /**
     * The tokens of a conversation.
     *
     * @param conversation what was said
     * @return its tokens through the chat template, up to where the model answers
     * @throws InvalidFactException if its last turn is blank or not the user's, or it leaves no room for an answer
     * @throws UnsupportedModelException if there is no chat template, or none of use for this conversation
     */
    public int[] prompt(Conversation conversation) {
        return tokenizer.prompt(conversation);
    }

    /**
     * Continues each prompt until end-of-text, a stop string, the limit, or as many tokens as the model takes.
     *
     * @param prompts the tokens of each, made by {@link #prompt}
     * @param config how
     * @param weights the adapter, or null for the unedited model
     * @return what the model adds to each prompt, in their order
     */
    public List<GeneratedText> generate(List<int[]> prompts, GenerationConfig config, @Nullable LoraWeights weights) {
        return generate(prompts, Collections.nCopies(prompts.size(), logits -> {}), config, weights);
    }

    /**
     * The same, and what the model says at each place is told.
     *
     * @param prompts the tokens of each, made by {@link #prompt}
     * @param listeners for each prompt what hears the logits, of the whole vocabulary, at the place of each token to come, also
     *     where the text ends there; it must not change them, and is called by one thread at a time, not always the same
     * @param config how
     * @param weights the adapter, or null for the unedited model
     * @return what the model adds to each prompt, in their order
     */
    public List<GeneratedText> generate(
            List<int[]> prompts,
            List<? extends Consumer<float[]>> listeners,
            GenerationConfig config,
            @Nullable LoraWeights weights) {
        Map<List<Integer>, Integer> times = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            int[] prompt = prompts.get(i);
            int time = times.merge(Ints.asList(prompt), 1, Integer::sum);
            rows.add(row(prompt, config, time, listeners.get(i), piece -> {}, soFar -> false));
        }
        new DecodingLoop(engine, weights).run(rows);
        return rows.stream().map(Row::result).toList();
    }

    /**
     * Continues a prompt and tells the text as it comes.
     *
     * @param prompt its tokens, made by {@link #prompt}
     * @param config how
     * @param weights the adapter, or null for the unedited model
     * @param listener hears each piece of the text; none ends within a character as a reader sees it
     * @return what the model adds
     */
    public GeneratedText generate(
            int[] prompt, GenerationConfig config, @Nullable LoraWeights weights, Consumer<String> listener) {
        return generate(prompt, config, weights, listener, new Cancellation());
    }

    /**
     * The same with a switch that stops it.
     *
     * @param prompt its tokens, made by {@link #prompt}
     * @param config how
     * @param weights the adapter, or null for the unedited model
     * @param listener hears each piece of the text; none ends within a character as a reader sees it
     * @param cancellation the switch, looked at after every token
     * @return what the model adds
     */
    public GeneratedText generate(
            int[] prompt,
            GenerationConfig config,
            @Nullable LoraWeights weights,
            Consumer<String> listener,
            Cancellation cancellation) {
        Row row = row(prompt, config, 1, logits -> {}, listener, soFar -> cancellation.isCancelled());
        new DecodingLoop(engine, weights).run(List.of(row));
        return row.result();
    }

    private Row row(
            int[] prompt,
            GenerationConfig config,
            int time,
            Consumer<float[]> logits,
            Consumer<String> listener,
            Predicate<String> done) {
        Sampler sampler = new Sampler(config, prompt, stream(config.seed(), prompt, time));
        return new Row(
                prompt,
                Math.min(config.maximumTokens(), model.maximumPositions() - prompt.length),
                heard -> {
                    logits.accept(heard);
                    return sampler.next(heard);
                },
                new AddedText(tokenizer, prompt, config.stopStrings(), listener),
                done);
    }

    /** Its own random stream for each text, so that no other text has a say in what is drawn for it. */
    private static Random stream(long seed, int[] prompt, int time) {
        Hasher hasher = Hashing.murmur3_128().newHasher().putLong(seed).putInt(time);
        for (int token : prompt) {
            hasher.putInt(token);
        }
        return new Random(hasher.hash().asLong());
    }

    /**
     * Continues each text greedily, that is, with the most likely token and then the next, until it is done, end-of-text, its limit, or as many tokens as the model takes. Line
     * breaks end nothing here.
     *
     * @param texts what to continue
     * @param weights the adapter, or null for the unedited model
     * @return what comes after each prompt, in their order, the begun tokens included
     */
    public List<String> generateGreedily(List<GenerationRequest> texts, @Nullable LoraWeights weights) {
        List<AddedText> added = new ArrayList<>();
        List<Row> unfinished = new ArrayList<>();
        for (GenerationRequest text : texts) {
            AddedText continuation = new AddedText(tokenizer, text.prompt(), List.of(), piece -> {});
            added.add(continuation);
            int limit = Math.min(text.maximumTokens(), model.maximumPositions() - text.prompt().length)
                    - text.begun().length;
            if (begin(continuation, text.begun(), limit) && !text.done().test(continuation.soFar())) {
                int[] known = Ints.concat(text.prompt(), text.begun());
                unfinished.add(new Row(known, limit, TokenChoice.greedy(), continuation, text.done()));
            }
        }
        new DecodingLoop(engine, weights).run(unfinished);
        return added.stream().map(AddedText::end).toList();
    }

    /** Adds the tokens that are known; false if the text ends among them. */
    private boolean begin(AddedText text, int[] begun, int limit) {
        for (int i = 0; i < begun.length + Math.min(0, limit); i++) {
            if (model.endOfText().contains(begun[i])) {
                return false;
            }
            text.add(begun[i]);
        }
        return limit > 0;
    }

    /**
     * Lets the unedited model begin texts of its own: from its begin-of-text token (end-of-text, if it has no other), at
     * temperature 1, from the nucleus of probability 0.95. Blank texts are drawn again, a few times.
     *
     * @param count how many texts; at least 1
     * @param tokens the length of each; a text is shorter where the model ends it
     * @param random where the randomness comes from
     * @return at least one text and at most {@code count}; each one line, not blank, without surrounding white space
     * @throws InvalidConfigurationException if the length is below 1 or more than the model takes
     * @throws UnsupportedModelException if the model has no token to begin with, or gives blank texts only
     */
    public List<String> sample(int count, int tokens, RandomGenerator random) {
        if (count < 1 || tokens < 1 || tokens >= model.maximumPositions()) {
            throw new InvalidConfigurationException("Asked for " + count + " samples of " + tokens + " tokens. Ask "
                    + model.name() + " for at least 1 sample of 1 to " + (model.maximumPositions() - 1) + " tokens.");
        }
        int[] begin = {beginOfText()};
        TokenChoice choice = logits -> {
            Nucleus nucleus = Nucleus.of(logits, NUCLEUS_MASS);
            return () -> nucleus.draw(random);
        };
        List<String> samples = new ArrayList<>();
        for (int round = 0; round < SAMPLING_ROUNDS && samples.size() < count; round++) {
            List<Row> rows = new ArrayList<>();
            for (int i = samples.size(); i < count; i++) {
                rows.add(new Row(begin, tokens, choice, new AddedText(tokenizer, begin, List.of(), piece -> {})));
            }
            new DecodingLoop(engine, null).run(rows);
            rows.stream()
                    .map(row -> oneLine(tokenizer.decode(row.result().tokens())))
                    .filter(text -> !text.isEmpty())
                    .forEach(samples::add);
        }
        if (samples.isEmpty()) {
            throw new UnsupportedModelException(model.name() + " begins texts with nothing but white space, in "
                    + SAMPLING_ROUNDS * count + " samples. Edit without augmentations that sample from the model.");
        }
        return List.copyOf(samples);
    }

    /**
     * The token behind which a model begins a text of its own.
     *
     * @return begin-of-text, or end-of-text if it has no other; empty where it has neither
     */
    public OptionalInt begin() {
        return IntStream.concat(
                        model.beginOfText().stream(), model.endOfText().stream().mapToInt(Integer::intValue))
                .findFirst();
    }

    private int beginOfText() {
        return begin().orElseThrow(() -> new UnsupportedModelException(model.name()
                + " has neither a begin-of-text nor an end-of-text token, so it cannot begin a text of its own. Name one in"
                + " its generation_config.json, or edit without augmentations that sample from the model."));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ").strip();
    }
}
