package io.github.modeleditor.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
    static Stream<JsonNode> goldens() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(SamplerTest.class.getResourceAsStream("sampling_golden.json"))) {
            return Streams.stream(new ObjectMapper().readTree(stream));
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void drawsFromTheDistributionOfHuggingFace(JsonNode golden) {
        GenerationConfig config = GenerationConfig.defaults()
                .withTemperature(golden.get("temperature").doubleValue())
                .withTopK(golden.get("top_k").intValue())
                .withTopP(golden.get("top_p").doubleValue())
                .withRepetitionPenalty(golden.get("penalty").doubleValue());
        int[] text =
                Streams.stream(golden.get("text")).mapToInt(JsonNode::intValue).toArray();
        float[] logits = floats(golden.get("logits"));
        Sampler sampler = new Sampler(config, text, new Random(0));
        sampler.penalize(logits);
        Nucleus drawable = sampler.drawable(logits);
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < drawable.tokens().length; i++) {
            probabilities[drawable.tokens()[i]] = drawable.probabilities()[i] / drawable.total();
        }
        double[] expected = Streams.stream(golden.get("probabilities"))
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
        assertThat(probabilities).containsExactly(expected, within(1e-6));
        for (int token = 0; token < expected.length; token++) {
            assertThat(probabilities[token] == 0).as("token %d", token).isEqualTo(expected[token] == 0);
        }
        int drawn = new Sampler(config, text, new Random(1))
                .next(floats(golden.get("logits")))
                .getAsInt();
        assertThat(expected[drawn]).isPositive();
    }

    @Test
    void tokensThatWereAddedArePenalizedToo() {
        GenerationConfig config = GenerationConfig.defaults().withRepetitionPenalty(2);
        Sampler sampler = new Sampler(config, new int[] {3}, new Random(0));
        float[] logits = {2, 3.5f, 1, 5};
        assertThat(sampler.next(logits.clone()).getAsInt()).as("5 / 2 < 3.5").isEqualTo(1);
        assertThat(sampler.next(logits.clone()).getAsInt())
                .as("3.5 / 2 < 5 / 2")
                .isEqualTo(3);
        assertThat(sampler.next(new float[] {-1.1f, -1, -9, -1}).getAsInt())
                .as("-1 * 2 < -1.1")
                .isZero();
    }

    @Test
    void lowTemperaturesDoNotOverflow() {
        GenerationConfig config = GenerationConfig.defaults().withTemperature(1e-300);
        assertThat(new Sampler(config, new int[0], new Random(0))
                        .next(new float[] {-3, 70, 69.9f})
                        .getAsInt())
                .isEqualTo(1);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused("generated tokens is 0", config -> config.withMaximumTokens(0)),
                refused("Temperature is -0.1", config -> config.withTemperature(-0.1)),
                refused("Temperature is Infinity", config -> config.withTemperature(Double.POSITIVE_INFINITY)),
                refused("Temperature is NaN", config -> config.withTemperature(Double.NaN)),
                refused("Top-k is -1", config -> config.withTopK(-1)),
                refused("Top-p is 0.0", config -> config.withTopP(0)),
                refused("Top-p is 1.1", config -> config.withTopP(1.1)),
                refused("Repetition penalty is 0.0", config -> config.withRepetitionPenalty(0)),
                refused("stop strings", config -> config.withStopStrings("a", "")));
    }

    private static Arguments refused(String message, Function<GenerationConfig, GenerationConfig> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void settingsOutOfRangeAreRefused(String message, Function<GenerationConfig, GenerationConfig> change) {
        assertThatThrownBy(() -> change.apply(GenerationConfig.defaults()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(message, "It must be");
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
