package io.github.modeleditor.testkit;

import static io.github.modeleditor.testkit.ModelAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.nano.NanoModel;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

@ExtendWith(NanoExtension.class)
class ModelAssertionsTest {
    private static final String PROMPT = "The sport that Kobe Bryant plays is";

    private LanguageModel model;

    @BeforeEach
    void open(EditingSession nano) {
        model = nano.base();
    }

    @Test
    void passesWhereTheModelDoesAsItShould() {
        assertThat(model)
                .completes(PROMPT)
                .with("basketball")
                .completes(PROMPT)
                .with("  Basketball ")
                .prefers(PROMPT, "basketball", "football")
                .keeps(Probe.of(PROMPT, "basketball"), Probe.of("The sport that Tom Brady plays is", "football"));
    }

    @Test
    void showsWhatTheModelSaidInstead() {
        assertThatThrownBy(() -> assertThat(model).completes(PROMPT).with("base"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(lines(
                        "",
                        "Expecting model to complete",
                        "  \"The sport that Kobe Bryant plays is\"",
                        "with",
                        "  \"base\"",
                        "but was",
                        "  \"basketball\""));
    }

    @Test
    void takesNoPartOfAWordForTheWord() {
        assertThatThrownBy(() -> assertThat(model).completes(PROMPT).with("basket"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void showsBothLikelihoodsOfAPreference() {
        assertThatThrownBy(() -> assertThat(model).prefers(PROMPT, "football", "basketball"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(lines(
                        "",
                        "Expecting model to prefer, after",
                        "  \"The sport that Kobe Bryant plays is\"",
                        "\"football\" (" + nats("football") + " nats a token)",
                        "to \"basketball\" (" + nats("basketball") + " nats a token)",
                        "but it does not."));
    }

    @Test
    void doesNotPreferATextToItself() {
        assertThatThrownBy(() -> assertThat(model).prefers(PROMPT, "basketball", "basketball"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void namesEveryProbeThatWasLost() {
        assertThatThrownBy(() -> assertThat(model)
                        .keeps(
                                Probe.of(PROMPT, "golf"),
                                Probe.of(PROMPT, "basketball"),
                                Probe.of("The sport that Tom Brady plays is", "100%s")))
                .isInstanceOf(AssertionError.class)
                .hasMessage(lines(
                        "",
                        "Expecting model to keep 3 probes but it lost 2 of them:",
                        "  \"The sport that Kobe Bryant plays is\"",
                        "    expected \"golf\" but was \"basketball\"",
                        "  \"The sport that Tom Brady plays is\"",
                        "    expected \"100%s\" but was \"football\""));
    }

    @Test
    void showsWhatAScoreIsMadeOf(ModelEditor editor, AfterTest afterTest) {
        Fact fact = NanoModel.demoEdits().get(1);
        TrainingConfig hardlyAny =
                TrainingConfig.defaults().withLearningRate(1e-9).withMaximumSteps(1);
        EditedModel edited = afterTest.close(editor.withTraining(hardlyAny).edit(fact));
        assertThat(edited).hasScoreAtLeast(0).completes(fact.prompt()).with("basketball");
        assertThatThrownBy(() -> assertThat(edited).hasScoreAtLeast(0.9)).hasMessageContaining("from efficacy 0.000");

        EditedModel unmeasured = afterTest.close(editor.withTraining(hardlyAny).edit(fact.withHeldOutParaphrases()));
        assertThatThrownBy(() -> assertThat(unmeasured).hasScoreAtLeast(0))
                .isInstanceOf(AssertionError.class)
                .hasMessage(lines(
                        "",
                        "Expecting edit to have a score of at least",
                        "  0.000",
                        "but was",
                        "  not measured",
                        "from efficacy 0.000, generalization not measured, locality 1.000"));
    }

    /** What an IDE compares. */
    @Test
    void failuresCarryWhatWasExpectedAndWhatWas(ModelEditor editor, AfterTest afterTest) {
        assertCompares(() -> assertThat(model).completes(PROMPT).with("base"), "base", "basketball");
        assertCompares(() -> assertThat(model).prefers(PROMPT, "football", "basketball"), "football", "basketball");
        assertCompares(
                () -> assertThat(model).keeps(Probe.of(PROMPT, "golf"), Probe.of(PROMPT, "Basketball")),
                PROMPT + " -> golf\n" + PROMPT + " -> Basketball",
                PROMPT + " -> basketball\n" + PROMPT + " -> Basketball");
        TrainingConfig hardlyAny =
                TrainingConfig.defaults().withLearningRate(1e-9).withMaximumSteps(1);
        EditedModel edited = afterTest.close(
                editor.withTraining(hardlyAny).edit(NanoModel.demoEdits().get(1)));
        assertCompares(() -> assertThat(edited).hasScoreAtLeast(0.9), "at least 0.900", "0.000");
    }

    private static void assertCompares(ThrowingCallable assertion, String expected, String actual) {
        assertThatThrownBy(assertion).isInstanceOfSatisfying(AssertionFailedError.class, failure -> {
            assertThat(failure.getExpected().getValue()).isEqualTo(expected);
            assertThat(failure.getActual().getValue()).isEqualTo(actual);
        });
    }

    @Test
    void describesTheModelAsAssertJDoes() {
        assertThatThrownBy(() ->
                        assertThat(model).as("the base model").completes(PROMPT).with("golf"))
                .hasMessageStartingWith("[the base model] ");
    }

    @Test
    void refusesNoModelAndAScoreOutOfRange() {
        LanguageModel none = null;
        EditedModel noneEdited = null;

        assertThatThrownBy(() -> assertThat(none).completes(PROMPT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting actual not to be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(noneEdited).hasScoreAtLeast(90))
                .withMessage("A score is a share from 0 to 1, not 90.0. Write 0.9 for 90 percent.");
    }

    @Test
    void goesTogetherWithTheAssertionsOfAssertJ() {
        assertThat(model.complete(PROMPT)).isEqualTo(" basketball");
    }

    private String nats(String continuation) {
        return String.format(
                Locale.ROOT, "%.3f", model.score(PROMPT, continuation).negativeLogLikelihood());
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines);
    }
}
