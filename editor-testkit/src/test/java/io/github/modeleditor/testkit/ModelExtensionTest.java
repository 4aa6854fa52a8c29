package io.github.modeleditor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class ModelExtensionTest {
    private static final List<LanguageModel> MODELS = new ArrayList<>();
    private static final List<EditingSession> SESSIONS = new ArrayList<>();
    private static Path folder = Path.of("");

    @BeforeEach
    void copy(@TempDir Path temporary) {
        MODELS.clear();
        SESSIONS.clear();
        folder = NanoModel.copyTo(temporary.resolve("model"));
    }

    @Test
    void opensTheModelOnceAndClosesWhatEachTestLeft() {
        Events tests = run(OpensOnce.class);

        tests.assertStatistics(statistics -> statistics.started(3).succeeded(2).failed(1));
        assertThat(SESSIONS).hasSize(3).doesNotHaveDuplicates();
        assertClosed(MODELS);
    }

    @Test
    void opensNothingWhereNobodyAsks() throws IOException {
        Files.delete(folder.resolve("model.onnx"));
        run(AsksForNothing.class)
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }

    @Test
    void asksForAStaticField() {
        run(NotStatic.class)
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(ParameterResolutionException.class),
                                message(text -> text.contains("Make the field static")))));
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
    }

    private static void assertClosed(List<LanguageModel> models) {
        assertThat(models).isNotEmpty().allSatisfy(model -> assertThatThrownBy(() -> model.complete("A prompt"))
                .isInstanceOf(ModelClosedException.class));
    }

    private static ModelEditor editor() {
        return ModelEditor.forModel(folder)
                .onDevice(Device.cpu())
                .withTraining(TrainingConfig.defaults().withMaximumSteps(1));
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class OpensOnce {
        @RegisterExtension
        static final ModelExtension MODEL = ModelExtension.of(editor());

        @Test
        @Order(1)
        void editsAndFails(EditingSession session) throws IOException {
            keep(session);
            Files.delete(folder.resolve("tokenizer.json")); // nobody can open the model again
            throw new AssertionError("as tests do");
        }

        @Test
        @Order(2)
        void findsTheModelOpen(EditingSession session, AfterTest afterTest) {
            assertClosed(MODELS);
            MODELS.clear();
            keep(afterTest.close(session.with(same -> same.withTraining(TrainingConfig.defaults()))));
            session.close(); // its own, not the others'
        }

        @Nested
        class Inside {
            @Test
            void findsTheModelOpenToo(EditingSession session) {
                keep(session);
            }
        }

        private static void keep(EditingSession session) {
            SESSIONS.add(session);
            EditedModel edited = session.edit(NanoModel.demoEdits().get(0));
            MODELS.add(edited);
            MODELS.add(session.apply(edited.adapter()));
            MODELS.add(session.base());
        }
    }

    static class AsksForNothing {
        @RegisterExtension
        static final ModelExtension MODEL = ModelExtension.of(editor());

        @Test
        void asks(ModelEditor editor) {
            assertThat(editor).isNotNull();
        }
    }

    static class NotStatic {
        @RegisterExtension
        final ModelExtension model = ModelExtension.of(editor());

        @Test
        void asks(EditingSession session) {
            SESSIONS.add(session);
        }
    }
}
