package io.github.modeleditor.testkit;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a model of the team's own. It is opened when the first test asks for it, and closed after the last test of the
 * class; what a test opened or edited is closed after that test. A parameter has one of these types:
 *
 * <ul>
 *   <li>{@link EditingSession}: a session of the test's own over the one open model; it and every model that comes from it are
 *       closed after the test;
 *   <li>{@link ModelEditor}: the editor, to be set up further; the open model is edited another way by {@link
 *       EditingSession#with}. What an editor opens itself is the test's to close, or
 *   <li>{@link AfterTest}: closes it.
 * </ul>
 *
 * <pre>{@code
 * class TowersTest {
 *     @RegisterExtension
 *     static final ModelExtension MODEL = ModelExtension.of(ModelEditor.forModel(Path.of("models/smollm2")));
 *
 *     @Test
 *     void learnsATower(EditingSession session) {
 *         assertThat(session.edit(Fact.of("The Eiffel Tower is located in the city of", "Rome")))
 *                 .completes("The Eiffel Tower is located in the city of").with("Rome");
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe, as tests may run in parallel; the calls of one model wait for one another.
 */
public final class ModelExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ModelExtension.class);

    private final ModelEditor editor;

    private ModelExtension(ModelEditor editor) {
        this.editor = editor;
    }

    /**
     * An extension to be kept in a static field of the test class, under {@code @RegisterExtension}.
     *
     * @param editor which model, and how to edit it
     * @return the extension
     */
    public static ModelExtension of(ModelEditor editor) {
        return new ModelExtension(editor);
    }

    /** A nested class uses the model of the class around it. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (context.getStore(NAMESPACE).get(this) == null) {
            context.getStore(NAMESPACE).put(this, new OpenedOnce(editor));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EditingSession.class || type == ModelEditor.class || type == AfterTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        OpenedOnce opened = context.getStore(NAMESPACE).get(this, OpenedOnce.class);
        if (opened == null) {
            throw new ParameterResolutionException(
                    "A ModelExtension stands in a field that is not static, so that its model would be opened for each"
                            + " test. Make the field static.");
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == ModelEditor.class) {
            return editor;
        }
        AfterTest afterTest = new AfterTest(context.getStore(NAMESPACE));
        return type == AfterTest.class
                ? afterTest
                : afterTest.own(opened.session().with(UnaryOperator.identity()));
    }

    /** The model of a test class; JUnit closes it with the class. */
    private static final class OpenedOnce implements AutoCloseable {
        private final ModelEditor editor;
        private @Nullable EditingSession session;

        OpenedOnce(ModelEditor editor) {
            this.editor = editor;
        }

        synchronized EditingSession session() {
            if (session == null) {
                session = editor.open();
            }
            return session;
        }

        @Override
        public synchronized void close() {
            if (session != null) {
                session.close();
            }
        }
    }
}
