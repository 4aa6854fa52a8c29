package io.github.modeleditor.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of every configuration but the training's. */
class ConfigurationChecksTest {
    private static final LoraConfig LORA = LoraConfig.rank(8);
    private static final GenerationConfig GENERATION = GenerationConfig.defaults();
    private static final EvaluationConfig EVALUATION = EvaluationConfig.defaults();

    static Stream<Arguments> refused() {
        return Stream.of(
                attempt("LoRA rank is 0", () -> LoraConfig.rank(0)),
                attempt("LoRA alpha is 0.0", () -> LORA.withAlpha(0)),
                attempt("LoRA alpha is Infinity", () -> LORA.withAlpha(Double.POSITIVE_INFINITY)),
                attempt("LoRA target modules is [ ]", () -> LORA.withTargetModules(" ")),
                attempt("LoRA target modules is []", () -> LORA.withTargetModules(List.of())),
                attempt("LoRA excluded modules is [ ]", () -> LORA.withoutModules(" ")),
                attempt("LoRA layers is 2 to 1", () -> LORA.withLayers(2, 1)),
                attempt("LoRA layers is -1 to 1", () -> LORA.withLayers(-1, 1)),
                attempt("LoRA layers is [1]", () -> LORA.withLayers(1, 1).withTargetPattern(".*")),
                attempt("LoRA share of lower layers is 0.0", () -> LORA.withLowerLayers(0)),
                attempt("LoRA kept rank is 0", () -> LORA.withKeptRank(0)),
                attempt("LoRA share of lower layers is 1.5", () -> LORA.withLowerLayers(1.5)),
                attempt("LoRA share of lower layers is 0.5", () -> LORA.withTargetPattern(".*")
                        .withLowerLayers(0.5)),
                attempt("The LoRA target pattern ( is no regular expression", () -> LORA.withTargetPattern("(")),
                attempt("Limit of generated tokens is 0", () -> GENERATION.withMaximumTokens(0)),
                attempt("Temperature is -1.0", () -> GENERATION.withTemperature(-1)),
                attempt("Temperature is NaN", () -> GENERATION.withTemperature(Double.NaN)),
                attempt("Top-k is -1", () -> GENERATION.withTopK(-1)),
                attempt("Top-p is 0.0", () -> GENERATION.withTopP(0)),
                attempt("Top-p is 1.5", () -> GENERATION.withTopP(1.5)),
                attempt("Repetition penalty is 0.0", () -> GENERATION.withRepetitionPenalty(0)),
                attempt("List of stop strings is []", () -> GENERATION.withStopStrings("")),
                attempt("The number of written tokens is -1", () -> EVALUATION.withFluency(-1)),
                attempt("The number of written tokens is 0", () -> EVALUATION.withConsistency(0, Map.of("a", "b"))),
                attempt("A drift text is blank", () -> EVALUATION.withDriftTexts(List.of("a", " "))),
                attempt("The multiple-choice question is blank", () -> MultipleChoice.of(" ", 0, "a", "b")),
                attempt("The number of choices for \"q\" is 1", () -> MultipleChoice.of("q", 0, "a")),
                attempt("A choice for \"q\" is blank", () -> MultipleChoice.of("q", 0, "a", " ")),
                attempt("The index of the right answer to \"q\" is 2", () -> MultipleChoice.of("q", 2, "a", "b")),
                attempt("The index of the right answer to \"q\" is -1", () -> MultipleChoice.of("q", -1, "a", "b")),
                attempt("Number of CPU threads is -1", () -> Device.cpu(-1)),
                attempt("CUDA device is -1", () -> Device.cuda(-1)),
                attempt("GPU memory limit is 0", () -> Device.cuda(0).withMemoryLimit(0)),
                attempt("The number of random prefixes is -1", () -> Augmentation.randomPrefixes(-1)),
                attempt("The number of repetitions is -1", () -> Augmentation.repetition(-1)),
                attempt("The number of own neighbours is -1", () -> Preservation.ownNeighbours(-1)),
                attempt("The tokens held of a neighbour's answer is 0", () -> new OwnNeighbours(1, 0, 1, 1, true)),
                attempt("The weight of own neighbours is 0.0", () -> new OwnNeighbours(1, 1, 0, 1, true)),
                attempt("The ceiling's weight at own neighbours is -1.0", () -> new OwnNeighbours(1, 1, 1, -1, true)),
                attempt("The number of replayed texts is -1", () -> Preservation.selfReplay(-1)),
                attempt("The tokens of a replayed text is 0", () -> new SelfReplay(1, 0, 1, true)),
                attempt("The weight of replayed texts is NaN", () -> new SelfReplay(1, 1, Double.NaN, true)),
                attempt("The weight of other tokens is 0.0", () -> new OtherTokens(0)),
                attempt("The weight of targets' ends is 0.0", () -> new TargetEnds(0)),
                attempt("The number of random facts is -1", () -> Augmentation.randomFacts(List.of(), -1)),
                attempt("The number of similar facts is -1", () -> Augmentation.similarFacts(List.of(), -1)),
                attempt("The beta of the preference is 0.0", () -> Objective.directPreference(0, 1)),
                attempt("The weight of the preference is NaN", () -> Objective.directPreference(1, Double.NaN)));
    }

    private static Arguments attempt(String message, Supplier<?> attempt) {
        return Arguments.of(message, attempt);
    }

    @ParameterizedTest
    @MethodSource
    void refused(String message, Supplier<?> attempt) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(attempt::get)
                .withMessageStartingWith(message);
    }

    @Test
    void listsDoAsWellAsSingleValues() {
        assertThat(LORA.withTargetModules(List.of("q_proj", "v_proj")))
                .isEqualTo(LORA.withTargetModules("q_proj", "v_proj"));
        assertThat(LORA.withoutModules(List.of("o_proj"))).isEqualTo(LORA.withoutModules("o_proj"));
        assertThat(GENERATION.withStopStrings(List.of("a"))).isEqualTo(GENERATION.withStopStrings("a"));
        assertThat(EVALUATION.harm()).isEqualTo(HarmExtent.BRIEF);
        EvaluationConfig unmeasured = EVALUATION.withHarm(HarmExtent.NONE);
        assertThat(EVALUATION.withNegation().withHarm(HarmExtent.NONE)).isEqualTo(unmeasured);
        assertThat(unmeasured.withNegation()).isEqualTo(EVALUATION.withNegation());
        assertThat(EVALUATION.withHarm(HarmExtent.WHOLE).withNegation().harm()).isEqualTo(HarmExtent.WHOLE);
        assertThat(EVALUATION
                        .withUntaught(List.of(Fact.of("a", "b")))
                        .withFluency(3)
                        .untaught())
                .hasSize(1);
        assertThat(EVALUATION.withBaselineFolder(Path.of("kept")).baselineFolder())
                .contains(Path.of("kept"));
    }

    @Test
    void tokensOfATextHaveTwoParts() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenizedText(new int[] {1, 2}, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenizedText(new int[] {1, 2}, 2));
        assertThat(new TokenizedText(new int[] {1, 2}, 1)).isEqualTo(new TokenizedText(new int[] {1, 2}, 1));
        assertThat(new TokenizedText(new int[] {1, 2}, 1)).isNotEqualTo(new TokenizedText(new int[] {1, 3}, 1));
    }

    @Test
    void aLossHasASlopeForEachText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Objective.Loss(0, new double[1], new double[2]))
                .withMessage("1 slopes of targets and 2 of what is rejected");
    }
}
