package io.github.modeleditor.api.config;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What is trained beside a fact: other ways to ask for it, so that it generalizes, or other facts, so that they stay.
 *
 * <p>Those of the paper are values: {@link #randomPrefixes}, {@link #paraphrases}, {@link #randomFacts}, {@link
 * #similarFacts}. They compare, and a report tells which of them were used and with which numbers. A lambda will do as well:
 *
 * <pre>{@code
 * Augmentation shouted = (fact, context) -> List.of(new TrainingText(fact.prompt().toUpperCase(Locale.ROOT), fact.target()));
 * }</pre>
 *
 * <p>A strategy is called once for each fact, in their order, and before training begins. It draws its randomness from
 * the context alone, so that one seed gives one set of texts. Each of those here may serve any number of edits, at the same
 * time too.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
@FunctionalInterface
public interface Augmentation {
    /**
     * The texts to train on beside a fact; the fact itself is not among them.
     *
     * @param fact what is being taught
     * @param context randomness, the model's own samples, and the other facts of this edit
     * @return the texts, in a fixed order; empty where there is nothing to add
     */
    List<TrainingText> augment(Fact fact, AugmentationContext context);

    /**
     * Both strategies, this one's texts first.
     *
     * @param next what to add
     * @return a strategy that gives the texts of both
     */
    default Augmentation and(Augmentation next) {
        Objects.requireNonNull(next, "next");
        return (fact, context) -> {
            List<TrainingText> texts = new ArrayList<>(augment(fact, context));
            texts.addAll(next.augment(fact, context));
            return List.copyOf(texts);
        };
    }

    /**
     * For generalization: the same prompt after texts that the unedited model made up.
     *
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static RandomPrefixes randomPrefixes(int count) {
        return new RandomPrefixes(count);
    }

    /**
     * For generalization: the fact's own paraphrases, those held out excepted.
     *
     * @return the strategy
     */
    static Paraphrases paraphrases() {
        return new Paraphrases();
    }

    /**
     * For efficacy where neighbours in the same words are held to what they were: the fact itself some times more.
     *
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static Repetition repetition(int count) {
        return new Repetition(count);
    }

    /**
     * For locality: facts that have nothing to do with the edit, drawn at random for each fact.
     *
     * @param pool what is true and should stay so
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static RandomFacts randomFacts(Collection<TrainingText> pool, int count) {
        Objects.requireNonNull(pool, "pool");
        return new RandomFacts(List.copyOf(pool), count);
    }

    /**
     * For locality where it is hardest: the facts whose prompts are nearest to the fact's own.
     *
     * @param pool what is true and should stay so
     * @param count texts for each fact; 0 for none
     * @return the strategy
     * @throws io.github.modeleditor.api.error.InvalidConfigurationException if the count is negative
     */
    static SimilarFacts similarFacts(Collection<TrainingText> pool, int count) {
        Objects.requireNonNull(pool, "pool");
        return new SimilarFacts(List.copyOf(pool), count);
    }
}
