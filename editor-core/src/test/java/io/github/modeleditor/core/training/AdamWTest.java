package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdamWTest {
    @Test
    void stepsAsPyTorchDoes() throws IOException {
        JsonNode golden = read("adamw_golden.json");
        JsonNode steps = golden.get("steps");
        CosineSchedule schedule = new CosineSchedule(
                steps.size(),
                golden.get("warmupSteps").intValue(),
                golden.get("maximumRate").doubleValue());
        float[] from = floats(golden.get("initial"));
        float[] to = new float[from.length];
        AdamW optimizer = new AdamW(from.length, golden.get("weightDecay").doubleValue());
        assertThat(steps).isNotEmpty();
        for (int i = 0; i < steps.size(); i++) {
            float[] gradient = floats(steps.get(i).get("gradient"));
            double norm = GradientNorm.of(gradient);
            assertThat(norm).isCloseTo(steps.get(i).get("norm").doubleValue(), within(1e-6));
            assertThat(schedule.rate(i)).isCloseTo(steps.get(i).get("rate").doubleValue(), within(1e-12));
            double scale =
                    GradientNorm.clippingScale(norm, golden.get("maximumNorm").doubleValue());
            optimizer.step(gradient, scale, schedule.rate(i), from, to);
            assertThat(to).containsExactly(floats(steps.get(i).get("parameters")), within(1e-6f));
            from = to.clone();
        }
    }

    @Test
    void keepsTheOldParametersAndClearsTheGradient() {
        float[] gradient = {1, -2};
        float[] from = {3, 4};
        float[] to = new float[2];
        new AdamW(2, 0).step(gradient, 1, 0.5, from, to);
        assertThat(from).containsExactly(3, 4);
        assertThat(to).containsExactly(new float[] {2.5f, 4.5f}, within(1e-6f));
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void clipsOnlyWhatIsTooLong() {
        assertThat(GradientNorm.clippingScale(4, 1)).isCloseTo(0.25, within(1e-6));
        assertThat(GradientNorm.clippingScale(0.5, 1)).isOne();
        assertThat(GradientNorm.clippingScale(1e9, Double.POSITIVE_INFINITY)).isOne();
    }

    @Test
    void treatsEveryElementOfALongArrayAlike() {
        int length = 200_001;
        float[] gradient = new float[length];
        Arrays.fill(gradient, 0.5f);
        assertThat(GradientNorm.of(gradient)).isCloseTo(0.5 * Math.sqrt(length), within(1e-9));
        float[] to = new float[length];
        new AdamW(length, 0).step(gradient, 1, 1, new float[length], to);
        assertThat(to).containsOnly(to[0]);
        assertThat(to[0]).isCloseTo(-1, within(1e-6f));
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = AdamWTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}
