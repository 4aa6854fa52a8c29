package io.github.modeleditor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTest {
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");

    @Test
    void eachChangeIsOfItsOwnPartAlone() {
        Cancellation cancellation = new Cancellation();
        EditListener listener = event -> {};
        EditRequest plain = EditRequest.of(FACT);
        Source source = Source.unknown().withCommand("a command");
        EditRequest request = plain.withSource(source).onProgress(listener).cancelledBy(cancellation);
        assertThat(request)
                .isEqualTo(new EditRequest(
                        List.of(FACT), listener, cancellation, plain.start(), source, plain.acceptance()));
        assertThat(plain.cancelledBy(cancellation).listener()).isSameAs(plain.listener());
        assertThat(EvaluationRequest.of(List.of(FACT))
                        .withSource(source)
                        .onProgress(listener)
                        .cancelledBy(cancellation))
                .isEqualTo(new EvaluationRequest(List.of(FACT), listener, cancellation, source));
    }

    @Test
    void aSourceTellsWhatWasInItsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("facts.csv"), "abc");
        assertThat(Source.unknown().withFile(file).files())
                .containsExactly(new Source.File(
                        file.toString(),
                        Optional.of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
        assertThatExceptionOfType(DatasetException.class)
                .isThrownBy(() -> Source.unknown().withFile(folder.resolve("missing.csv")))
                .withMessageContainingAll("missing.csv", "Name a file");
        // What can be read once cannot be read for its hash.
        assertThat(Source.unknown().withFile(folder).files().get(0).sha256()).isEmpty();
    }

    @Test
    void requestsShareNoSwitch() {
        EditRequest first = EditRequest.of(FACT);
        first.cancellation().cancel();
        assertThat(EditRequest.of(FACT).cancellation().isCancelled()).isFalse();
    }

    @Test
    void factsAreCopied() {
        List<Fact> facts = new ArrayList<>(List.of(FACT));
        EditRequest request = EditRequest.of(facts);
        facts.clear();
        assertThat(request.facts()).containsExactly(FACT);
    }

    /** Here is the api alone, without an engine. */
    @Test
    void whatIsMissingIsNamed() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> ModelEditor.forModel(Path.of("model")).edit(FACT))
                .withMessageContainingAll("No editing engine", "io.github.modeleditor:editor-onnx");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> Doctor.examine(Device.cpu()))
                .withMessageContaining("No editing engine");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> FactFile.read(Path.of("facts.jsonl")))
                .withMessageContaining("No reader of facts and reports");
    }
}
