package io.github.modeleditor.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.FullLikelihood;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.OtherTokens;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Paraphrases;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.RandomFacts;
import io.github.modeleditor.api.config.RandomPrefixes;
import io.github.modeleditor.api.config.Repetition;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.SimilarFacts;
import io.github.modeleditor.api.config.TargetEnds;
import io.github.modeleditor.api.config.TargetLikelihood;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.core.augmentation.NewFactsAlone;
import java.util.List;
import java.util.Map;

/** The parts of a recipe as a report tells them. */
final class RecipeOfReport {
    private RecipeOfReport() {}

    static Ingredient augmentation(Augmentation augmentation) {
        if (augmentation instanceof RandomPrefixes prefixes) {
            return new Ingredient("random_prefixes", Map.of("count", Integer.toString(prefixes.count())));
        }
        if (augmentation instanceof Paraphrases) {
            return new Ingredient("paraphrases", Map.of());
        }
        if (augmentation instanceof RandomFacts facts) {
            return new Ingredient("random_facts", pool(facts.pool(), facts.count()));
        }
        if (augmentation instanceof SimilarFacts facts) {
            return new Ingredient("similar_facts", pool(facts.pool(), facts.count()));
        }
        if (augmentation instanceof Repetition repetition) {
            return new Ingredient("repetition", Map.of("count", Integer.toString(repetition.count())));
        }
        if (augmentation instanceof NewFactsAlone alone) {
            return augmentation(alone.augmentation());
        }
        return custom(augmentation);
    }

    static Ingredient preservation(Preservation preservation) {
        if (preservation instanceof OwnNeighbours neighbours) {
            return new Ingredient(
                    "own_neighbours",
                    ImmutableMap.of(
                            "count", Integer.toString(neighbours.count()),
                            "answer_tokens", Integer.toString(neighbours.answerTokens()),
                            "weight", Double.toString(neighbours.weight()),
                            "ceiling", Double.toString(neighbours.ceiling()),
                            "listed_names", Boolean.toString(neighbours.listedNames())));
        }
        if (preservation instanceof SelfReplay replay) {
            return new Ingredient(
                    "self_replay",
                    ImmutableMap.of(
                            "count", Integer.toString(replay.count()),
                            "tokens", Integer.toString(replay.tokens()),
                            "weight", Double.toString(replay.weight()),
                            "openings", Boolean.toString(replay.openings())));
        }
        if (preservation instanceof OtherTokens others) {
            return new Ingredient("other_tokens", Map.of("weight", Double.toString(others.weight())));
        }
        if (preservation instanceof TargetEnds ends) {
            return new Ingredient("target_ends", Map.of("weight", Double.toString(ends.weight())));
        }
        throw new IllegalArgumentException("a preservation of no kind that there is: " + preservation);
    }

    static Ingredient lossMask(LossMask mask) {
        if (mask instanceof ConditionalLikelihood) {
            return new Ingredient("conditional_likelihood", Map.of());
        }
        return mask instanceof FullLikelihood ? new Ingredient("full_likelihood", Map.of()) : custom(mask);
    }

    static Ingredient objective(Objective objective) {
        if (objective instanceof TargetLikelihood) {
            return new Ingredient("likelihood", Map.of());
        }
        if (objective instanceof DirectPreference preference) {
            return new Ingredient(
                    "direct_preference",
                    ImmutableMap.of(
                            "beta", Double.toString(preference.beta()),
                            "weight", Double.toString(preference.weight())));
        }
        return custom(objective);
    }

    private static Ingredient custom(Object written) {
        return new Ingredient("custom", Map.of("class", written.getClass().getName()));
    }

    private static Map<String, String> pool(List<TrainingText> pool, int count) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (TrainingText text : pool) {
            for (String part : List.of(text.prompt(), text.target(), text.form().name())) {
                hasher.putInt(part.length()).putString(part, UTF_8);
            }
        }
        return ImmutableMap.of(
                "count", Integer.toString(count),
                "pool_size", Integer.toString(pool.size()),
                "pool_hash", hasher.hash().toString());
    }
}
