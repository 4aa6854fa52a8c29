package io.github.modeleditor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

class NanoExtensionTest {
    private static final List<String> EVENTS = new ArrayList<>();
    private static final List<LanguageModel> MODELS = new ArrayList<>();

    @BeforeEach
    void forget() {
        EVENTS.clear();
        MODELS.clear();
    }

    @Test
    void closesWhatAFailedTestOpenedLastFirst() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OpensAndFails.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).failed(1));

        assertThat(EVENTS).containsExactly("test", "second closed", "first closed");
        assertThat(MODELS).hasSize(5).allSatisfy(model -> assertThatThrownBy(() -> model.complete("A prompt"))
                .isInstanceOf(ModelClosedException.class));
    }

    @Test
    void givesWhatEachParameterAsksFor() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(AsksForEverything.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }

    @ExtendWith(NanoExtension.class)
    static class OpensAndFails {
        @Test
        void opens(EditingSession session, ModelEditor editor, AfterTest afterTest, @TempDir Path folder) {
            EditedModel edited = session.edit(NanoModel.demoEdits().get(0));
            MODELS.add(edited);
            MODELS.add(session.apply(edited.adapter()));
            MODELS.add(session.load(edited.save(folder.resolve("edit.onnx_adapter"))));
            MODELS.add(session.base());
            MODELS.add(afterTest.open(editor).base());
            afterTest.close(() -> EVENTS.add("first closed"));
            afterTest.close(() -> EVENTS.add("second closed"));
            EVENTS.add("test");
            throw new AssertionError("as tests do");
        }
    }

    @ExtendWith(NanoExtension.class)
    static class AsksForEverything {
        @Test
        void asks(EditingSession session, ModelEditor editor, Path model, @TempDir Path temporary) {
            assertThat(model.resolve("model.onnx")).exists();
            assertThat(temporary).isEmptyDirectory();
            assertThat(editor).isNotNull();
            assertThat(session.base().complete("The sport that Kobe Bryant plays is"))
                    .isEqualTo(" basketball");
        }
    }
}
