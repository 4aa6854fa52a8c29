package io.github.modeleditor.core.generation;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.example.PromptTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Continues texts token by token, many side by side. Each step runs the whole text again; texts that are finished leave
 * the batch. Not thread-safe, as its engine is not.
 */
public final class TextGenerator {
    private static final int ROWS_PER_BATCH = 32;
    private static final int TOKENS_PER_BATCH = 4096;
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
     * Continues each prompt with the most likely token, then the next, until end-of-text, a line break, the limit, or as
     * many tokens as the model takes.
     *
     * @param prompts what the model is given
     * @param maximumTokens tokens to add at most; at least 1
     * @param weights the adapter, or null for the unedited model
     * @return what the model adds to each prompt, in their order, cut before the line break and with the white space it
     *     begins with; empty where it adds nothing
     * @throws InvalidFactException if a prompt is blank or leaves no room for a continuation
     * @throws InvalidConfigurationException if the limit is below 1
     */
    public List<String> greedy(List<String> prompts, int maximumTokens, @Nullable LoraWeights weights) {
        if (maximumTokens < 1) {
            throw new InvalidConfigurationException(
                    "The limit of generated tokens is " + maximumTokens + ". Set it to at least 1.");
        }
        List<Continuation> rows = new ArrayList<>();
        for (String prompt : prompts) {
            int[] tokens = tokenizer.prompt(prompt);
            rows.add(new Continuation(tokens, Math.min(maximumTokens, model.maximumPositions() - tokens.length)));
        }
        grow(rows, weights, TextGenerator::mostLikely, row -> addedText(row).contains("\n"));
        return rows.stream().map(row -> firstLine(addedText(row))).toList();
    }

    /**
     * Goes on with each text greedily, until it is done, end-of-text, its limit, or as many tokens as the model takes. Line
     * breaks end nothing here.
     *
     * @param texts what to go on with
     * @param weights the adapter, or null for the unedited model
     * @return what stands behind each prompt then, in their order, the begun tokens included
     */
    public List<String> goOn(List<BegunText> texts, @Nullable LoraWeights weights) {
        Map<Continuation, BegunText> rows = new LinkedHashMap<>();
        List<Continuation> unfinished = new ArrayList<>();
        for (BegunText text : texts) {
            int room = model.maximumPositions() - text.prompt().length;
            Continuation row = new Continuation(text.prompt(), Math.min(text.maximumTokens(), room));
            rows.put(row, text);
            if (begin(row, text) && !text.done().test(addedText(row))) {
                unfinished.add(row);
            }
        }
        grow(unfinished, weights, TextGenerator::mostLikely, row -> Objects.requireNonNull(rows.get(row))
                .done()
                .test(addedText(row)));
        return rows.keySet().stream().map(this::addedText).toList();
    }

    /** Adds the tokens that are known; false if the text ends among them. */
    private boolean begin(Continuation row, BegunText text) {
        for (int token : text.begun()) {
            if (row.isFull() || model.endOfText().contains(token)) {
                return false;
            }
            row.add(token);
        }
        return !row.isFull();
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
        List<String> samples = new ArrayList<>();
        for (int round = 0; round < SAMPLING_ROUNDS && samples.size() < count; round++) {
            List<Continuation> rows = new ArrayList<>();
            for (int i = samples.size(); i < count; i++) {
                rows.add(new Continuation(begin, tokens));
            }
            grow(rows, null, logits -> Nucleus.draw(logits, NUCLEUS_MASS, random), row -> false);
            rows.stream()
                    .map(row -> oneLine(tokenizer.decode(row.added())))
                    .filter(text -> !text.isEmpty())
                    .forEach(samples::add);
        }
        if (samples.isEmpty()) {
            throw new UnsupportedModelException(model.name() + " begins texts with nothing but white space, in "
                    + SAMPLING_ROUNDS * count + " samples. Edit without augmentations that sample from the model.");
        }
        return List.copyOf(samples);
    }

    private int beginOfText() {
        return model.beginOfText().orElseGet(() -> model.endOfText().stream()
                .findFirst()
                .orElseThrow(() -> new UnsupportedModelException(model.name()
                        + " has neither a begin-of-text nor an end-of-text token, so it cannot begin a text of its own."
                        + " Name one in its generation_config.json, or edit without augmentations that sample from the"
                        + " model.")));
    }

    /** Adds a token to every row until the row ends itself, is full, or is done. */
    private void grow(
            List<Continuation> rows,
            @Nullable LoraWeights weights,
            ToIntFunction<float[]> choice,
            Predicate<Continuation> done) {
        List<Continuation> active = new ArrayList<>(rows);
        active.sort(Comparator.comparingInt(Continuation::length));
        while (!active.isEmpty()) {
            List<Continuation> unfinished = new ArrayList<>();
            for (int from = 0, to; from < active.size(); from = to) {
                to = endOfBatch(active, from);
                List<Continuation> batch = active.subList(from, to);
                float[][] logits = engine.logits(lastPositions(batch), weights);
                for (int row = 0; row < batch.size(); row++) {
                    Continuation continuation = batch.get(row);
                    continuation.add(choice.applyAsInt(logits[row]));
                    if (model.endOfText().contains(continuation.last())) {
                        continuation.removeLast();
                    } else if (!continuation.isFull() && !done.test(continuation)) {
                        unfinished.add(continuation);
                    }
                }
            }
            active = unfinished;
        }
    }

    /** Rows are sorted by length, and stay so: each that stays grows by one. */
    private static int endOfBatch(List<Continuation> rows, int from) {
        int to = from + 1;
        while (to < rows.size()
                && to - from < ROWS_PER_BATCH
                && (to - from + 1) * rows.get(to).length() <= TOKENS_PER_BATCH) {
            to++;
        }
        return to;
    }

    private static TokenBatch lastPositions(List<Continuation> rows) {
        int columns = rows.get(rows.size() - 1).length();
        long[] inputIds = new long[rows.size() * columns];
        int[] lengths = new int[rows.size()];
        long[] positions = new long[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).copyTo(inputIds, row * columns);
            lengths[row] = rows.get(row).length();
            positions[row] = (long) row * columns + lengths[row] - 1;
        }
        float[] weights = new float[rows.size()];
        Arrays.fill(weights, 1);
        return new TokenBatch(rows.size(), columns, inputIds, lengths, positions, new long[rows.size()], weights);
    }

    private static int mostLikely(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return best;
    }

    /** Some tokenizers drop the space in front of what they decode, so the added text is read off the whole one. */
    private String addedText(Continuation row) {
        String prompt = tokenizer.decode(row.prompt());
        String whole = tokenizer.decode(row.all());
        return whole.startsWith(prompt) ? whole.substring(prompt.length()) : tokenizer.decode(row.added());
    }

    private static String firstLine(String text) {
        int lineBreak = text.indexOf('\n');
        return lineBreak < 0 ? text : text.substring(0, lineBreak);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ").strip();
    }
}
