package io.github.modeleditor.examples;

import static io.github.modeleditor.testkit.ModelAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstEditTest {
    @Test
    void changesTheFactItsParaphrasesAndNothingBeside(@TempDir Path folder) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Set<Phase> phases = EnumSet.noneOf(Phase.class);

        FirstEdit.run(
                folder,
                event -> {
                    if (event instanceof EditEvent.Progress progress) {
                        phases.add(progress.phase());
                    }
                },
                new PrintStream(printed, true, UTF_8));

        Path adapter = folder.resolve("first-edit.onnx_adapter");
        assertThat(phases).isEqualTo(EnumSet.complementOf(EnumSet.of(Phase.PRESERVING)));
        assertThat(printed.toString(UTF_8).lines())
                .contains(
                        "  \"The sport that Shaquille O'Neal plays is\" basketball -> baseball",
                        "  The sport that Shaquille O'Neal plays is   basketball   baseball",
                        "  Fans watch Shaquille O'Neal play           basketball   baseball",
                        "  The sport that Tom Brady plays is          football     football",
                        "Adapter written to " + adapter);
        assertThat(printed.toString(UTF_8)).containsPattern("edit score +0.00 +(100|9\\d)");
        try (LanguageModel edited = ModelEditor.forModel(folder.resolve("nano")).load(adapter)) {
            assertThat(edited).completes("Shaquille O'Neal's game is").with("baseball");
        }
    }
}
