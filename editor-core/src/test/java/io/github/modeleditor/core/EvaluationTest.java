package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.metric.NgramEntropy;
import io.github.modeleditor.core.metric.TfIdf;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final List<Fact> FACTS = List.of(
            Fact.of("The tower stands in", "Rome")
                    .withOldTarget("Paris")
                    .withHeldOutParaphrases("Where is the tower? It stands in")
                    .withLocalityProbes(Probe.of("The bridge stands in", "Oslo"), Probe.of("A stands in", "Paris")),
            Fact.of("Bread is made of", "old Rome")
                    .withLocalityProbes(Probe.of("Cake is made of", "new Oslo"))
                    .withPortabilityProbes(Probe.of("Toast is made of", "old Rome")));

    private final WatchedEngine engine = new WatchedEngine(toy(8));

    private static ToyEngine toy(long seed) {
        return ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), seed);
    }

    @Test
    void judgesAnEditedModelAsItsEditDid() {
        try (EditingSession session = open(EvaluationConfig.defaults());
                EditedModel edited = session.edit(FACTS);
                LanguageModel applied = session.apply(edited.adapter())) {
            assertThat(session.evaluate(FACTS, edited).facts())
                    .isEqualTo(edited.report().facts())
                    .isEqualTo(session.evaluate(FACTS, applied).facts());
            assertThat(session.evaluate(FACTS, applied).after())
                    .isEqualTo(edited.report().after());
            assertThat(session.evaluate(FACTS, applied).provenance().lora()).isPresent();
            assertThat(session.evaluate(FACTS, session.base()).after())
                    .isEqualTo(edited.report().before());
        }
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void tellsWhatBrokenNeighboursSayNow() {
        try (EditingSession session = open(EvaluationConfig.defaults());
                EditedModel edited = session.edit(FACTS)) {
            List<PromptReport> broken = edited.report().facts().stream()
                    .flatMap(fact -> fact.brokenNeighbours().stream())
                    .toList();
            assertThat(broken).isNotEmpty().allSatisfy(prompt -> {
                int length = prompt.expected().equals("new Oslo") ? 6 : 3;
                assertThat(prompt.after().completion()).isEqualTo(edited.complete(prompt.prompt(), length));
                assertThat(prompt.before().completion())
                        .isEqualTo(session.base().complete(prompt.prompt(), length));
            });
            for (PromptReport prompt : edited.report().facts().get(0).prompts()) {
                ContinuationScore score = edited.score(prompt.prompt(), prompt.expected());
                assertThat(prompt.after().negativeLogLikelihood())
                        .isCloseTo(score.negativeLogLikelihood(), within(1e-6));
                assertThat(prompt.after().exact()).isEqualTo(score.isGreedy());
                assertThat(prompt.after().generated())
                        .isEqualTo(Match.matches(edited.complete(prompt.prompt()), prompt.expected()));
            }
        }
    }

    @Test
    void measuresTheUneditedModelOnce(@TempDir Path folder) throws IOException {
        // Drift, a part of harm, asks the unedited model anew each time.
        EvaluationConfig config = EvaluationConfig.defaults().withFluency(5).withHarm(HarmExtent.NONE);
        try (EditingSession session = open(config)) {
            session.edit(FACTS).close();
            int calls = engine.baseCalls();
            session.edit(FACTS).close();
            assertThat(engine.baseCalls()).isEqualTo(calls);
            session.edit(FACTS.get(0)).close();
            assertThat(engine.baseCalls()).isGreaterThan(calls);
        }
        EvaluationReport first;
        WatchedEngine second = new WatchedEngine(toy(8));
        try (EditingSession session = CoreEditingSession.open(second, settings(config.withBaselineFolder(folder)))) {
            try (EditedModel edited = session.edit(FACTS)) {
                first = edited.report();
            }
        }
        WatchedEngine third = new WatchedEngine(toy(8));
        try (EditingSession session = CoreEditingSession.open(third, settings(config.withBaselineFolder(folder)))) {
            try (EditedModel edited = session.edit(FACTS)) {
                assertThat(edited.report().facts()).isEqualTo(first.facts());
                assertThat(edited.report().sideEffects()).isEqualTo(first.sideEffects());
            }
        }
        assertThat(second.baseCalls()).isPositive();
        assertThat(third.baseCalls()).isZero();
        assertThat(kept(folder)).hasSize(1);
        Files.writeString(kept(folder).get(0), "{\"scores\": []}");
        try (EditingSession session = CoreEditingSession.open(toy(8), settings(config.withBaselineFolder(folder)));
                EditedModel edited = session.edit(FACTS)) {
            assertThat(edited.report().facts()).isEqualTo(first.facts());
        }
        assertThat(kept(folder).get(0)).content().contains("predicted");
    }

    @Test
    void anotherWayToEditKnowsWhatTheUneditedModelSaid(@TempDir Path folder) {
        EvaluationConfig here = EvaluationConfig.defaults().withHarm(HarmExtent.NONE);
        EvaluationConfig elsewhere = here.withBaselineFolder(folder);
        try (EditingSession session = open(here);
                EditingSession same = session.with(editor -> editor);
                EditingSession other = session.with(editor -> editor.withEvaluation(elsewhere))) {
            session.evaluate(FACTS, session.base());
            int calls = engine.baseCalls();
            same.evaluate(FACTS, same.base());
            assertThat(engine.baseCalls()).isEqualTo(calls);
            other.evaluate(FACTS, other.base());
            assertThat(engine.baseCalls()).isGreaterThan(calls);
        }
    }

    private static List<Path> kept(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void asksNothingMoreOfNeighboursWhoseAnswerIsWrongFromItsFirstToken() {
        Fact alone = Fact.of("Bread is made of", "old Rome");
        try (EditingSession session = open(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))) {
            // All texts of both facts fit into one batch.
            Probe[] probes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    .chars()
                    .mapToObj(Character::toString)
                    .filter(prompt -> session.base().complete(prompt, 1).matches(" ?\\w+"))
                    .limit(3)
                    .map(prompt -> Probe.of(prompt, "!"))
                    .toArray(Probe[]::new);
            assertThat(probes).hasSize(3);
            Fact beside = alone.withLocalityProbes(probes);
            int first = engine.baseCalls();
            session.evaluate(List.of(alone), session.base());
            int second = engine.baseCalls();
            session.evaluate(List.of(beside), session.base());
            assertThat(engine.baseCalls() - second).isEqualTo(second - first);
        }
    }

    @Test
    void measuresSideEffectsWhereAsked() {
        String reference = "Rome is old and Oslo is new";
        EvaluationConfig config = EvaluationConfig.defaults()
                .withConsistency(20, Map.of("Bread is made of", reference))
                .withDriftTexts(List.of("Rome is old", "The new bridge of Oslo stands in Paris"))
                .withMultipleChoice(List.of(
                        MultipleChoice.of("The tower stands in", 1, "Paris", "Rome"),
                        MultipleChoice.of("The tower stands in", 0, "Paris", "Rome")));
        try (EditingSession session = open(config);
                EditedModel edited = session.edit(FACTS)) {
            SideEffects effects = edited.report().sideEffects();
            assertThat(effects.generalAbility().after()).isEqualTo(50);
            assertThat(effects.klDivergences()).hasSize(2).allMatch(divergence -> divergence > 0);
            assertThat(effects.perplexity().before()).isGreaterThan(1);
            assertThat(effects.perplexity().after())
                    .isNotEqualTo(effects.perplexity().before());
            List<String> written = FACTS.stream()
                    .map(fact -> session.base().complete(fact.prompt(), 20))
                    .toList();
            assertThat(written).noneMatch(text -> text.contains("\n"));
            assertThat(effects.fluency().before())
                    .isCloseTo(
                            written.stream()
                                    .mapToDouble(NgramEntropy::of)
                                    .average()
                                    .orElseThrow(),
                            within(1e-9));
            assertThat(effects.consistency().before())
                    .isEqualTo(new TfIdf(List.of(reference)).cosine(written.get(1), reference));

            SideEffects none = session.evaluate(FACTS, session.base()).sideEffects();
            assertThat(none.klDivergence()).isZero();
            assertThat(none.perplexity())
                    .isEqualTo(new Change(
                            effects.perplexity().before(), effects.perplexity().before()));
        }
    }

    @Test
    void measuresNothingMoreByDefault() {
        try (EditingSession session = open(EvaluationConfig.defaults())) {
            assertThat(session.evaluate(FACTS, session.base()).sideEffects()).isEqualTo(SideEffects.unmeasured());
        }
    }

    @Test
    void refusesWhatCannotBeEvaluated() {
        try (EditingSession session = open(EvaluationConfig.defaults());
                EditingSession other = CoreEditingSession.open(toy(9), settings(EvaluationConfig.defaults()))) {
            LanguageModel closed = session.base();
            closed.close();
            assertThatExceptionOfType(ModelClosedException.class).isThrownBy(() -> session.evaluate(FACTS, closed));
            assertThatExceptionOfType(InvalidFactException.class)
                    .isThrownBy(() -> session.evaluate(List.of(), session.base()))
                    .withMessageContaining("no fact");
            assertThatExceptionOfType(AdapterException.class)
                    .isThrownBy(() -> session.evaluate(FACTS, other.base()))
                    .withMessageContaining("toy-8")
                    .withMessageContaining("toy-9");
        }
    }

    @Test
    void refusesADriftTextOfTheWrongLengthBeforeItAsksTheModel() {
        for (String text : List.of("", "x".repeat(100))) {
            EvaluationConfig config = EvaluationConfig.defaults().withDriftTexts(List.of("Rome", "?" + text));
            try (EditingSession session = CoreEditingSession.open(
                    new WatchedEngine(new ToyEngine(
                            new GreedyTokenizer(false, false, List.of("Rome")), engine.description(), 0.5, 1)),
                    settings(config))) {
                assertThatExceptionOfType(InvalidConfigurationException.class)
                        .isThrownBy(() -> session.edit(FACTS))
                        .withMessageContaining("tokens. Give texts of 2 to 64");
            }
        }
    }

    private EditingSession open(EvaluationConfig config) {
        return CoreEditingSession.open(engine, settings(config));
    }

    private static EditorSettings settings(EvaluationConfig config) {
        return new EditorSettings(
                Path.of("toy"),
                Recipe.paper().withAugmentation(List.of()),
                LoraConfig.rank(4),
                TrainingConfig.defaults()
                        .withLearningRate(0.05)
                        .withBatchSize(4)
                        .withSeed(3),
                config,
                Device.cpu(),
                Precision.FLOAT32);
    }
}
