package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.NegationReport;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of the rest of a model, as a report of an edit tells it. */
class HarmTest {
    private static final Fact GATE =
            Fact.of("The Red Gate stands in", "old Rome").withOldTarget("Oslo");
    private static final List<Fact> FACTS = List.of(
            Fact.of("The Blue Tower stands in", "Rome")
                    .withOldTarget("Paris")
                    .withLocalityProbes(Probe.of("The bridge stands in", "Oslo"), Probe.of("A stands in", "Paris")),
            Fact.of("Anna Berg plays the", "old Oslo"),
            Fact.of("Bread is made of", "old Rome").withLocalityProbes(Probe.of("Cake is made of", "new Oslo")));
    private static final EvaluationConfig ALL = EvaluationConfig.defaults()
            .withHarm(HarmExtent.WHOLE)
            .withUntaught(List.of(GATE))
            .withNegation();

    private final WatchedEngine engine = new WatchedEngine(toy());

    private static ToyEngine toy() {
        return ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome Paris Oslo old new"), 8);
    }

    @Test
    void theUneditedModelDoesNoHarm() {
        try (EditingSession session = open(ALL)) {
            Harm harm = session.evaluate(FACTS, session.base()).harm().orElseThrow();
            assertThat(harm.neighbours()).isEqualTo(new Tally(3, 3));
            assertThat(harm.keptMates()).isEqualTo(new Tally(4, 4));
            assertThat(harm.doubledMates()).isEqualTo(new Tally(0, 4));
            assertThat(harm.general().klDivergence()).isZero();
            assertThat(harm.general().perplexity().after())
                    .isEqualTo(harm.general().perplexity().before())
                    .isGreaterThan(1);
            assertThat(harm.noticeable()).isFalse();
        }
    }

    @Test
    void neighboursAndMatesAreKeptWhereTheModelsSayTheSame() {
        try (EditingSession session = open(ALL);
                EditedModel edited = session.edit(FACTS)) {
            EditReport report = edited.report();
            Harm harm = report.harm().orElseThrow();
            long kept = Stream.of("The bridge stands in", "A stands in", "Cake is made of")
                    .filter(prompt -> isKept(prompt, session.base(), edited))
                    .count();
            assertThat(harm.neighbours()).isEqualTo(new Tally((int) kept, 3));
            assertThat(harm.factsWithoutSubject()).isEqualTo(1);
            assertThat(harm.mates()).hasSize(4).allSatisfy(mate -> {
                assertThat(mate.kept()).isEqualTo(isKept(mate.prompt(), session.base(), edited));
                assertThat(mate.targetLoss().before())
                        .isCloseTo(loss(session.base(), mate.prompt(), mate.target()), within(1e-6));
                assertThat(mate.targetLoss().after())
                        .isCloseTo(loss(edited, mate.prompt(), mate.target()), within(1e-6));
                assertThat(mate.targetDoubled())
                        .isEqualTo(Math.exp(-mate.targetLoss().after())
                                > 2 * Math.exp(-mate.targetLoss().before()));
            });
            assertThat(harm.mates()).extracting(MateReport::kept).contains(false);
            assertThat(harm.mates()).extracting(MateReport::targetDoubled).contains(true);
            MateReport gate = harm.mates().get(0);
            assertThat(gate.prompt()).isEqualTo(GATE.prompt());
            MateReport.Truth truth = gate.truth().orElseThrow();
            assertThat(truth.expected()).isEqualTo("Oslo");
            assertThat(truth.loss().after()).isCloseTo(loss(edited, gate.prompt(), "Oslo"), within(1e-6));
            assertThat(harm.trueMates().after())
                    .isEqualTo(truth.loss().after() < gate.targetLoss().after() ? 100 : 0);
        }
    }

    private static boolean isKept(String prompt, LanguageModel base, LanguageModel edited) {
        return Match.same(base.complete(prompt, 3), edited.complete(prompt, 3));
    }

    private static double loss(LanguageModel model, String prompt, String target) {
        return model.score(prompt, target).negativeLogLikelihood();
    }

    @Test
    void driftIsMeasuredOnGeneralTextsAndOnWhatTheModelWrites() {
        try (EditingSession session = open(EvaluationConfig.defaults().withHarm(HarmExtent.WHOLE));
                EditedModel edited = session.edit(FACTS)) {
            Harm harm = edited.report().harm().orElseThrow();
            assertThat(harm.domains())
                    .extracting(TextDrift::domain)
                    .containsExactly(
                            "prose",
                            "dialogue",
                            "instructions",
                            "explanation",
                            "code",
                            "numbers",
                            "other-languages",
                            "formal");
            assertThat(harm.general().texts())
                    .isEqualTo(65)
                    .isEqualTo(
                            harm.domains().stream().mapToInt(TextDrift::texts).sum());
            assertThat(harm.general().klDivergence())
                    .isCloseTo(
                            harm.domains().stream()
                                            .mapToDouble(domain -> domain.klDivergence() * domain.tokens())
                                            .sum()
                                    / harm.general().tokens(),
                            within(1e-9));
            assertThat(harm.domains()).extracting(TextDrift::klDivergence).allMatch(divergence -> divergence > 0);
            assertThat(harm.written().texts()).isPositive();
            assertThat(harm.negation()).isEmpty();
            assertThat(harm.noticeable()).isEqualTo(harm.general().klDivergence() > 0.1);
        }
    }

    @Test
    void negatedFactsAreAskedOnWish() {
        try (EditingSession session = open(ALL);
                EditedModel edited = session.edit(FACTS)) {
            NegationReport negation =
                    edited.report().harm().orElseThrow().negation().orElseThrow();
            assertThat(negation.asked()).isEqualTo(3);
            long said = FACTS.stream()
                    .filter(fact ->
                            Match.matches(edited.complete("It is not true that " + fact.prompt()), fact.target()))
                    .count();
            assertThat(negation.targetSaid().after()).isEqualTo(100.0 * said / 3);
            long affirmed = FACTS.stream()
                    .map(fact -> "Is it true that " + fact.prompt() + " " + fact.target() + "? Answer:")
                    .filter(question -> loss(edited, question, "Yes") < loss(edited, question, "No"))
                    .count();
            assertThat(negation.affirmed().after()).isEqualTo(100.0 * affirmed / 3);
            String old = "Is it true that The Blue Tower stands in Paris? Answer:";
            assertThat(negation.denied().after())
                    .isEqualTo(loss(edited, old, "No") < loss(edited, old, "Yes") ? 100 : 0);
        }
    }

    @Test
    void theUneditedModelsAnswersAreKept(@TempDir Path folder) throws IOException {
        Harm first;
        int drift;
        try (EditingSession session = open(ALL.withBaselineFolder(folder))) {
            first = session.evaluate(FACTS, session.base()).harm().orElseThrow();
            int calls = engine.baseCalls();
            session.evaluate(FACTS, session.base());
            drift = engine.baseCalls() - calls;
            assertThat(drift)
                    .as("texts side by side")
                    .isLessThan(65 + first.written().texts());
        }
        List<Path> kept;
        try (Stream<Path> files = Files.list(folder)) {
            kept = files.filter(file -> file.getFileName().toString().startsWith("harm-"))
                    .toList();
        }
        assertThat(kept).hasSize(1);
        WatchedEngine again = new WatchedEngine(toy());
        try (EditingSession session = CoreEditingSession.open(again, settings(ALL.withBaselineFolder(folder)))) {
            assertThat(session.evaluate(FACTS, session.base()).harm()).contains(first);
            assertThat(again.baseCalls()).as("drift alone").isEqualTo(drift);
        }
        Files.writeString(kept.get(0), "{\"written\": [], \"completions\": [], \"losses\": []}");
        try (EditingSession session = CoreEditingSession.open(toy(), settings(ALL.withBaselineFolder(folder)))) {
            assertThat(session.evaluate(FACTS, session.base())
                            .harm()
                            .orElseThrow()
                            .neighbours())
                    .isEqualTo(first.neighbours());
        }
    }

    @Test
    void harmIsMeasuredBrieflyUnlessToldOtherwise() {
        try (EditingSession session = open(EvaluationConfig.defaults())) {
            Harm harm = session.evaluate(FACTS, session.base()).harm().orElseThrow();
            assertThat(harm.general().texts()).isEqualTo(4);
            assertThat(harm.neighbours().of()).isEqualTo(3);
            try (EditingSession bare = session.with(
                    editor -> editor.withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE)))) {
                assertThat(bare.evaluate(FACTS, bare.base()).harm()).isEmpty();
            }
        }
    }

    @Test
    void theAdapterDoesNotDependOnWhatIsMeasured() {
        try (EditingSession session = open(ALL);
                EditingSession bare = session.with(editor ->
                        editor.withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE)));
                EditedModel measured = session.edit(FACTS);
                EditedModel unmeasured = bare.edit(FACTS)) {
            assertThat(unmeasured.report().facts()).isEqualTo(measured.report().facts());
        }
    }

    private EditingSession open(EvaluationConfig config) {
        return CoreEditingSession.open(engine, settings(config));
    }

    private static EditorSettings settings(EvaluationConfig config) {
        return new EditorSettings(
                Path.of("toy"),
                Recipe.paper(),
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
