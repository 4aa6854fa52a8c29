package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gradients and an edit of every model under {@code fixtures}, and the page that tells of them. With the system property
 * {@value #PROPERTY} set to {@code write}, the page is written instead of compared.
 */
class ModelsPageTest {
    static final String PROPERTY = "models.page";

    @TempDir
    static Path temporary;

    @TestFactory
    Stream<DynamicTest> everyModelDoesWhatThePageSays() {
        List<Measurement> measurements = new ArrayList<>();
        List<FixtureModel> models = FixtureModel.all(temporary);
        assertThat(models).hasSizeGreaterThan(40);
        Stream<DynamicTest> tests = models.stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Measurement measurement = Measurement.of(model);
                    check(model, measurement);
                    measurements.add(measurement);
                }));
        return Stream.concat(
                tests, Stream.of(DynamicTest.dynamicTest("the page", () -> checkPage(models, measurements))));
    }

    private static void check(FixtureModel model, Measurement measurement) {
        assertThat(measurement.refusal().isPresent())
                .as("refused: " + measurement.refusal())
                .isEqualTo(model.refusal().isPresent());
        if (measurement.refusal().isPresent()) {
            assertThat(measurement.refusal().get()).contains(model.refusal().orElseThrow());
            return;
        }
        assertThat(measurement.lossError()).as("error of the loss").isLessThan(model.tolerance() / 10);
        assertThat(measurement.gradientError()).as("error of the gradients").isLessThan(model.tolerance());
        assertThat(measurement.greedy()).as("writes what generate writes").isTrue();
        assertThat(measurement.completion()).as("completion after the edit").startsWith(model.target());
    }

    private static void checkPage(List<FixtureModel> models, List<Measurement> measurements) {
        assertThat(measurements).as("models that did what they should").hasSameSizeAs(models);
        String table = ModelsPage.table(measurements);
        if ("write".equals(System.getProperty(PROPERTY))) {
            ModelsPage.write(table);
        }
        assertThat(ModelsPage.written())
                .as(ModelsPage.FILE + " differs from what was measured; -D" + PROPERTY + "=write writes it again")
                .isEqualTo(table);
    }
}
