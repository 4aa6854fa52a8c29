package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.toy.GreedyTexts;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private static final GreedyTokenizer WORDS = GreedyTokenizer.ofWordsIn("red blue green big small");

    /** Targets that the model says, whole or in part, beside one that it does not. */
    @Property(tries = 30)
    void decideAsTheWholeCompletionDoes(@ForAll @IntRange(max = 10_000) int seed) {
        Asked asked = new Asked(seed);
        List<String> whole = asked.completions.whole(asked.questions, asked.scores, null);
        List<String> decided = asked.completions.decided(asked.questions, asked.scores, null);
        for (int i = 0; i < whole.size(); i++) {
            Question question = asked.questions.get(i);
            assertThat(whole.get(i))
                    .isEqualTo(
                            GreedyTexts.of(asked.generator, List.of(question.prompt()), question.maximumTokens(), null)
                                    .get(0))
                    .startsWith(decided.get(i));
            assertThat(Match.matches(decided.get(i), question.wanted()))
                    .isEqualTo(Match.matches(whole.get(i), question.wanted()));
        }
    }

    @Test
    void thePropertySeesHitsAndMisses() {
        Asked asked = new Asked(0);
        List<String> whole = asked.completions.whole(asked.questions, asked.scores, null);
        assertThat(asked.questions)
                .extracting(question -> Match.matches(whole.get(asked.questions.indexOf(question)), question.wanted()))
                .contains(true, false);
    }

    private static final class Asked {
        private final TextGenerator generator;
        private final Completions completions;
        private final List<Question> questions;
        private final TextScores scores;

        Asked(int seed) {
            ToyEngine engine = ToyEngine.of(WORDS, seed);
            PromptTokenizer tokenizer = new PromptTokenizer(engine.tokenizer(), engine.description());
            generator = new TextGenerator(engine, tokenizer);
            completions = new Completions(generator);
            List<Fact> facts = new ArrayList<>();
            for (String prompt : List.of("A is", "All of B is", "C")) {
                facts.add(Fact.of(prompt, "big green"));
                String said =
                        GreedyTexts.of(generator, List.of(prompt), 3, null).get(0);
                for (int length = 1; length <= said.length(); length++) {
                    if (!said.substring(0, length).isBlank()) {
                        facts.add(Fact.of(prompt, said.substring(0, length)));
                    }
                }
            }
            questions = new Questionnaire(facts, EvaluationConfig.defaults(), tokenizer).questions();
            scores = new ScoringPass(engine, new BatchLimits(8, 200))
                    .score(questions.stream().flatMap(Question::texts).toList(), null, scored -> {});
        }
    }
}
