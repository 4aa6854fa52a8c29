package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.engine.LoraWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every metric of whole models, unedited and edited, against PyTorch: tools/make_metric_goldens.py. */
class MetricGoldenTest {
    static final List<String> MODELS = Fixtures.NAMES;

    /** How closely a share or a likelihood has to agree; percentages by a hundred times that. */
    private static final double TOLERANCE = 1e-4;

    private static final Map<Metric, Function<Scores, Answers>> KINDS = Map.of(
            Metric.EFFICACY, Scores::efficacy,
            Metric.GENERALIZATION, Scores::generalization,
            Metric.LOCALITY, Scores::locality,
            Metric.PORTABILITY, Scores::portability);

    @ParameterizedTest
    @FieldSource("MODELS")
    void metricsEqualAnIndependentComputation(String model, @TempDir Path folder) throws IOException {
        JsonNode goldens = new ObjectMapper()
                .readTree(Fixtures.folder(".").resolve("metric_golden.json").toFile());
        JsonNode golden = goldens.at("/models/" + model);
        List<Fact> facts = list(golden.get("facts"), MetricGoldenTest::fact);
        EvaluationConfig config = EvaluationConfig.defaults()
                .withDriftTexts(list(golden.at("/drift/texts"), JsonNode::textValue))
                .withMultipleChoice(list(goldens.get("multiple_choice"), MetricGoldenTest::question));

        EvaluationReport report;
        LoraConfig lora = LoraConfig.rank(Fixtures.golden(model).shape(anyAdapter(model))[1]);
        OnnxEngine engine = OnnxEngine.open(Fixtures.folder(model), Fixtures.device(), lora);
        LoraWeights weights = Goldens.weights(Fixtures.golden(model), engine.layout(lora));
        Path adapter = folder.resolve("golden.onnx_adapter");
        engine.adapterWriter()
                .write(
                        adapter,
                        AdapterFormat.ONNX,
                        weights,
                        engine.description().fingerprint());
        try (EditingSession session = CoreEditingSession.open(engine, settings(lora, config));
                LanguageModel edited = session.load(adapter)) {
            report = session.evaluate(facts, edited);
        }

        List<PromptReport> prompts =
                report.facts().stream().flatMap(fact -> fact.prompts().stream()).toList();
        assertAnswers(prompts, PromptReport::before, golden.at("/before/answers"));
        assertAnswers(prompts, PromptReport::after, golden.at("/after/answers"));
        assertScores(report.before(), golden.at("/before/scores"));
        assertScores(report.after(), golden.at("/after/scores"));
        assertSideEffects(report.sideEffects(), golden);
    }

    private static void assertAnswers(
            List<PromptReport> prompts, Function<PromptReport, PromptAnswer> model, JsonNode golden) {
        assertThat(prompts).hasSize(golden.size());
        for (int i = 0; i < prompts.size(); i++) {
            JsonNode expected = golden.get(i);
            PromptReport prompt = prompts.get(i);
            PromptAnswer answer = model.apply(prompt);
            String place = prompt.metric() + " " + prompt.prompt();
            assertThat(prompt.prompt()).isEqualTo(expected.get("prompt").textValue());
            assertThat(prompt.metric().name().toLowerCase(Locale.ROOT))
                    .isEqualTo(expected.get("metric").textValue());
            assertClose(place, answer.negativeLogLikelihood(), expected.path("nll"));
            assertClose(place, answer.rivalNegativeLogLikelihood(), expected.path("rival_nll"));
            assertClose(place, answer.magnitude(), expected.path("magnitude"));
            assertClose(place, answer.teacherForced(), expected.path("teacher_forced"));
            assertClose(place, answer.tokenAccuracy(), expected.path("token_accuracy"));
            assertThat(answer.exact()).as(place).isEqualTo(expected.get("exact").booleanValue());
            assertThat(answer.generated())
                    .as(place)
                    .isEqualTo(expected.get("generated").booleanValue());
            String completion = expected.get("completion").textValue();
            if (prompt.metric() == Metric.EFFICACY || prompt.broken()) {
                assertThat(answer.completion()).as(place).isEqualTo(completion);
            }
        }
    }

    private static void assertScores(Scores scores, JsonNode golden) {
        KINDS.forEach((metric, kind) -> {
            Answers answers = kind.apply(scores);
            String name = metric.name().toLowerCase(Locale.ROOT);
            assertClose(name, answers.teacherForced() / 100, golden.path(name + "_teacher_forced"), 100);
            assertClose(name, answers.tokenAccuracy() / 100, golden.path(name + "_token_accuracy"), 100);
            assertClose(name, answers.exact() / 100, golden.path(name + "_exact"), 100);
            assertClose(name, answers.generated() / 100, golden.path(name + "_generated"), 100);
            assertClose(name, answers.magnitude() / 100, golden.path(name + "_magnitude"), 100);
        });
        assertClose("score", scores.score() / 100, golden.get("score"), 100);
    }

    private static void assertSideEffects(SideEffects effects, JsonNode golden) {
        JsonNode drift = golden.get("drift");
        assertClose("KL", effects.klDivergence(), drift.get("kl_divergence"));
        assertThat(effects.klDivergences()).hasSize(drift.get("kl_divergences").size());
        for (int i = 0; i < effects.klDivergences().size(); i++) {
            assertClose("KL", effects.klDivergences().get(i), drift.at("/kl_divergences/" + i));
        }
        // Perplexities of random models are in the hundreds; what is measured is their logarithm.
        assertThat(Math.log(effects.perplexity().before()))
                .isCloseTo(Math.log(drift.get("perplexity_before").doubleValue()), within(TOLERANCE));
        assertThat(Math.log(effects.perplexity().after()))
                .isCloseTo(Math.log(drift.get("perplexity_after").doubleValue()), within(TOLERANCE));
        assertThat(effects.generalAbility().before())
                .isEqualTo(golden.at("/before/general_ability").doubleValue());
        assertThat(effects.generalAbility().after())
                .isEqualTo(golden.at("/after/general_ability").doubleValue());
    }

    private static void assertClose(String what, double actual, JsonNode expected) {
        assertClose(what, actual, expected, 1);
    }

    /** What the golden does not have must be NaN. */
    private static void assertClose(String what, double actual, JsonNode expected, double unit) {
        if (expected.isNumber()) {
            assertThat(actual).as(what).isCloseTo(expected.doubleValue() / unit, within(TOLERANCE));
        } else {
            assertThat(actual).as(what).isNaN();
        }
    }

    private static Fact fact(JsonNode json) {
        return new Fact(
                json.get("prompt").textValue(),
                json.get("target").textValue(),
                PromptForm.PLAIN,
                Optional.empty(),
                Optional.ofNullable(json.get("old_target").textValue()),
                List.of(),
                new Probes(
                        list(json.get("held_out_paraphrases"), JsonNode::textValue),
                        list(json.get("locality"), MetricGoldenTest::probe),
                        list(json.get("portability"), MetricGoldenTest::probe)));
    }

    private static Probe probe(JsonNode pair) {
        return Probe.of(pair.get(0).textValue(), pair.get(1).textValue());
    }

    private static MultipleChoice question(JsonNode json) {
        return new MultipleChoice(
                json.get("question").textValue(),
                list(json.get("choices"), JsonNode::textValue),
                json.get("answer").intValue());
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        List<T> elements = new ArrayList<>();
        array.forEach(value -> elements.add(element.apply(value)));
        return elements;
    }

    private static String anyAdapter(String model) {
        return Fixtures.golden(model).names("lora_A:").get(0);
    }

    private static EditorSettings settings(LoraConfig lora, EvaluationConfig config) {
        return new EditorSettings(
                Path.of("fixture"),
                Recipe.defaults().withAugmentation(List.of()),
                lora,
                TrainingConfig.defaults().withBatchSize(5),
                config,
                Fixtures.device(),
                Precision.FLOAT32);
    }
}
