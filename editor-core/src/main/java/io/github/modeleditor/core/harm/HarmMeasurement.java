package io.github.modeleditor.core.harm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.builtin.GeneralText;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.harm.HarmQuestions.Asked;
import io.github.modeleditor.core.metric.Baselines;
import io.github.modeleditor.core.metric.Drift;
import io.github.modeleditor.core.metric.PlainAnswers;
import io.github.modeleditor.core.relation.ListedNames;
import io.github.modeleditor.core.relation.Names;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what became of the rest of a model. Bounded, whatever is edited: a few hundred short prompts and some seventy short
 * texts, each asked of both models. Used by one thread.
 */
public final class HarmMeasurement {
    /** Raised where the same facts are asked otherwise, so that no answers kept before are taken for these. */
    private static final String METHOD = "harm-4";

    private static final int WRITTEN_TOKENS = 32;
    private static final int LONGEST_TEXT = 256;
    /** Before, the model writes, lists names, completes and scores. */
    private static final int STAGES = 4;

    private final Engine engine;
    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;
    private final ScoringPass scoring;
    private final List<Fact> facts;
    private final EvaluationConfig config;
    private final long seed;
    private final HarmSize size;
    private final List<GeneralText> general;

    /**
     * A measurement that has not begun.
     *
     * @param engine the open model
     * @param scoring asks it for likelihoods
     * @param facts what the edit is about
     * @param config what to measure beside
     * @param seed where mates and the model's own texts come from
     */
    public HarmMeasurement(Engine engine, ScoringPass scoring, List<Fact> facts, EvaluationConfig config, long seed) {
        this.engine = engine;
        this.scoring = scoring;
        this.facts = List.copyOf(facts);
        this.config = config;
        this.seed = seed;
        size = HarmSize.of(config.harm(), facts.size());
        general = Spread.over(GeneralText.all(), size.general());
        tokenizer = PromptTokenizer.of(engine);
        generator = new TextGenerator(engine, tokenizer);
    }

    /** What the unedited model answered, and to what. */
    public static final class Unedited {
        private final HarmQuestions asked;
        private final int factsWithoutSubject;
        private final PlainAnswers answers;

        private Unedited(HarmQuestions asked, int factsWithoutSubject, PlainAnswers answers) {
            this.asked = asked;
            this.factsWithoutSubject = factsWithoutSubject;
            this.answers = answers;
        }
    }

    /**
     * How much there is to do before.
     *
     * @return parts of like size, roughly
     */
    public int sizeBefore() {
        return STAGES;
    }

    /**
     * How much there is to do after.
     *
     * @return parts of like size, roughly
     */
    public int sizeAfter() {
        return 1 + general.size() + size.written();
    }

    /**
     * Asks the unedited model, unless it was asked the same before.
     *
     * @param baselines what it was asked before
     * @param texts what it wrote before
     * @param behind hears how much is behind, of {@link #sizeBefore()}
     * @return what it answered
     */
    public Unedited before(Baselines baselines, WrittenTexts texts, IntConsumer behind) {
        String hash = contentHash();
        Optional<PlainAnswers> known = baselines.findPlain(hash);
        List<String> written = known.map(PlainAnswers::written).orElseGet(() -> write(texts));
        behind.accept(1);
        RelationMates mates = new RelationMates(facts, config.untaught(), size.mates(), seed);
        ImmutableSetMultimap<String, String> listed = known.map(PlainAnswers::listed)
                .orElseGet(() -> ImmutableSetMultimap.copyOf(
                        new ListedNames(tokenizer, generator, texts, seed).few(mates.subjectsToList())));
        behind.accept(2);
        List<Mate> chosen = mates.choose(
                listed,
                written.stream().flatMap(text -> Names.in(text).stream()).toList());
        HarmQuestions asked = new HarmQuestions(facts, chosen, size.neighbours(), config.negation(), tokenizer);
        PlainAnswers answers = known.filter(kept -> fits(kept, asked)).orElseGet(() -> {
            PlainAnswers fresh = answer(asked, written, listed, null);
            baselines.keepPlain(hash, fresh);
            return fresh;
        });
        behind.accept(STAGES);
        return new Unedited(asked, mates.factsWithoutSubject(), answers);
    }

    /**
     * Asks the edited model, and both about texts that no edit is about.
     *
     * @param unedited what the unedited model answered
     * @param weights the adapter, or null for the unedited model, which does not differ from itself
     * @param behind hears how much is behind, of {@link #sizeAfter()}
     * @return how they differ
     */
    public Harm after(Unedited unedited, @Nullable LoraWeights weights, IntConsumer behind) {
        PlainAnswers before = unedited.answers;
        PlainAnswers after =
                weights == null ? before : answer(unedited.asked, before.written(), before.listed(), weights);
        behind.accept(1);
        List<String> texts = Stream.concat(general.stream().map(GeneralText::text), before.written().stream())
                .toList();
        Drift.Result drift = Drift.ofAnyLength(engine, texts, LONGEST_TEXT)
                .measure(weights, measured -> behind.accept(1 + measured));
        behind.accept(sizeAfter());
        return new HarmJudgement(unedited.asked, before, after)
                .report(
                        unedited.factsWithoutSubject,
                        general.stream().map(GeneralText::domain).toList(),
                        drift);
    }

    /** A model that cannot begin a text writes none. */
    private List<String> write(WrittenTexts texts) {
        int tokens = Math.min(WRITTEN_TOKENS, engine.description().maximumPositions() - 1);
        try {
            return texts.samples(generator, size.written(), tokens, seed);
        } catch (UnsupportedModelException mute) {
            return List.of();
        }
    }

    private static boolean fits(PlainAnswers kept, HarmQuestions asked) {
        return kept.completions().size() == asked.prompts().size()
                && kept.losses().size() == asked.texts().size();
    }

    private PlainAnswers answer(
            HarmQuestions asked,
            List<String> written,
            ImmutableSetMultimap<String, String> listed,
            @Nullable LoraWeights weights) {
        TextScores scores = scoring.score(asked.texts(), weights, scored -> {});
        return new PlainAnswers(
                written,
                listed,
                complete(asked.prompts(), weights),
                asked.texts().stream()
                        .map(text -> scores.of(text).negativeLogLikelihood())
                        .toList());
    }

    private List<String> complete(List<Asked> prompts, @Nullable LoraWeights weights) {
        List<String> said = new ArrayList<>(Collections.nCopies(prompts.size(), ""));
        Map<Integer, List<Integer>> byLength = IntStream.range(0, prompts.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        index -> prompts.get(index).maximumTokens(), TreeMap::new, Collectors.toList()));
        byLength.forEach((tokens, indices) -> {
            List<GeneratedText> texts = generator.generate(
                    indices.stream().map(index -> prompts.get(index).tokens()).toList(),
                    GenerationConfig.defaults().withMaximumTokens(tokens),
                    weights);
            for (int i = 0; i < texts.size(); i++) {
                said.set(indices.get(i), texts.get(i).text());
            }
        });
        return said;
    }

    /** What the answers depend on: the model, the facts as far as they are asked about, and the seed. */
    private String contentHash() {
        Hasher hasher = Hashing.sha256().newHasher();
        ModelDescription model = engine.description();
        put(hasher, METHOD, model.fingerprint(), model.provenance().toString());
        hasher.putInt(size.neighbours()).putInt(size.mates()).putInt(size.written());
        hasher.putLong(seed).putBoolean(config.negation()).putInt(facts.size());
        for (Fact fact : facts) {
            put(hasher, fact);
            put(hasher, fact.paraphrases());
            put(hasher, fact.probes().heldOutParaphrases());
            put(hasher, fact.probes().locality().stream().map(Probe::prompt).toList());
        }
        config.untaught().forEach(fact -> put(hasher, fact));
        return hasher.hash().toString();
    }

    private static void put(Hasher hasher, Fact fact) {
        put(
                hasher,
                fact.form().name(),
                fact.prompt(),
                fact.target(),
                fact.subject().orElse(""),
                fact.oldTarget().orElse(""));
    }

    private static void put(Hasher hasher, List<String> texts) {
        hasher.putInt(texts.size());
        put(hasher, texts.toArray(String[]::new));
    }

    private static void put(Hasher hasher, String... texts) {
        for (String text : texts) {
            hasher.putInt(text.length()).putString(text, UTF_8);
        }
    }
}
