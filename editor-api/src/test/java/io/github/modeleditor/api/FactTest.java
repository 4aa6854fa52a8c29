package io.github.modeleditor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.modeleditor.api.error.InvalidFactException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FactTest {
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");

    static Stream<Arguments> blankTextsAreRefused() {
        return Stream.of(
                attempt("The prompt is blank", () -> Fact.of(" ", "Rome")),
                attempt("The target of the fact \"p\" is blank", () -> Fact.of("p", "\n")),
                attempt("The target of the fact \"p\" is blank", () -> Fact.of("p", Fact.WORD_JOINER)),
                attempt("The subject of the fact \"The tower stands in\" is blank", () -> FACT.withSubject("")),
                attempt("The old target of the fact \"The tower stands in\" is blank", () -> FACT.withOldTarget(" ")),
                attempt(
                        "The paraphrase of the fact \"The tower stands in\" is blank",
                        () -> FACT.withParaphrases("a", " ")),
                attempt("The held-out paraphrase", () -> FACT.withHeldOutParaphrases(" ")),
                attempt("The probe prompt is blank", () -> Probe.of(" ", "a")),
                attempt("The expected continuation of the probe of the fact \"a\" is blank", () -> Probe.of("a", " ")),
                attempt("The group of the probe \"a\" is empty", () -> Probe.of("a", "b")
                        .withGroup("")),
                attempt("The prompt of a training text is blank", () -> new TrainingText(" ", "a")),
                attempt("The target of a training text of the fact \"a\" is blank", () -> new TrainingText("a", " ")));
    }

    private static Arguments attempt(String message, Supplier<?> attempt) {
        return Arguments.of(message, attempt);
    }

    @ParameterizedTest
    @MethodSource
    void blankTextsAreRefused(String message, Supplier<?> attempt) {
        assertThatExceptionOfType(InvalidFactException.class)
                .isThrownBy(attempt::get)
                .withMessageStartingWith(message);
    }

    @Test
    void eachChangeIsOfItsOwnPartAlone() {
        Probe near = Probe.of("near", "a");
        Probe far = Probe.of("far", "b").withGroup("hops");
        assertThat(FACT.withForm(PromptForm.CHAT)
                        .withSubject("tower")
                        .withOldTarget("Paris")
                        .withParaphrases("p")
                        .withHeldOutParaphrases("h")
                        .withLocalityProbes(near)
                        .withPortabilityProbes(far))
                .isEqualTo(new Fact(
                        "The tower stands in",
                        "Rome",
                        PromptForm.CHAT,
                        Optional.of("tower"),
                        Optional.of("Paris"),
                        List.of("p"),
                        new Probes(List.of("h"), List.of(near), List.of(far))));
        assertThat(FACT.withParaphrases(List.of("p", "q"))).isEqualTo(FACT.withParaphrases("p", "q"));
        assertThat(FACT.withProbes(Probes.none().withPortability(List.of(far))))
                .isEqualTo(FACT.withPortabilityProbes(List.of(far)));
    }

    /** Computed apart from this code: printf 'plain\nThe tower stands in\ntower' | sha256sum. */
    @Test
    void theIdIsTheSameForGood() {
        assertThat(FACT.withSubject("tower").id().value()).isEqualTo("12c05259dbec578c1bcbd3bb6ccbe862");
        assertThat(FACT.id().value()).isEqualTo("7bdaf941bf8ffc837c514d78bdc61a30");
        assertThat(FACT.withForm(PromptForm.CHAT).id().value()).isEqualTo("e1ea9d193f7695205f6ba873d1fac5ac");
    }

    @Test
    void theIdIsOfWhatTheFactIsAbout() {
        assertThat(FACT.withOldTarget("Paris")
                        .withParaphrases("p")
                        .withHeldOutParaphrases("h")
                        .id())
                .isEqualTo(FACT.id());
        assertThat(Fact.of("The tower stands in", "Oslo").id()).isEqualTo(FACT.id());
        assertThat(Fact.of(" The  tower\u00a0stands\nin ", "Rome").id()).isEqualTo(FACT.id());
        assertThat(Stream.of(
                                FACT,
                                FACT.withSubject("tower"),
                                FACT.withForm(PromptForm.CHAT),
                                Fact.of("the tower stands in", "Rome"))
                        .map(Fact::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void whiteSpaceIsCollapsed() {
        assertThat(FactId.collapsed(" \t a \n\n b ")).isEqualTo("a b");
        assertThat(FactId.collapsed(" ")).isEmpty();
        assertThat(FactId.collapsed("")).isEmpty();
    }

    @Test
    void anIdHasThirtyTwoDigits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactId("ABC"))
                .withMessageContaining("\"ABC\" is no id of a fact");
        assertThat(new FactId(FACT.id().toString())).isEqualTo(FACT.id());
    }
}
