package io.github.modeleditor.testkit;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives JUnit tests the nano model, on the CPU, as a parameter of one of these types:
 *
 * <ul>
 *   <li>{@link EditingSession}: an open session with the default settings; it and every model that comes from it are
 *       closed after the test;
 *   <li>{@link ModelEditor}: an editor to be set up further; what it opens is the test's to close, or
 *   <li>{@link AfterTest}: closes it;
 *   <li>{@link Path}: the model's folder, unless the parameter is JUnit's {@code @TempDir}.
 * </ul>
 *
 * <pre>{@code
 * @ExtendWith(NanoExtension.class)
 * class CapitalsTest {
 *     @Test
 *     void learnsACapital(EditingSession nano) {
 *         assertThat(nano.edit(Fact.of("The capital of Egypt is", "Vienna")))
 *                 .completes("The capital of Egypt is").with("Vienna");
 *     }
 * }
 * }</pre>
 */
public final class NanoExtension implements ParameterResolver {
    private static final ImmutableMap<Class<?>, Function<AfterTest, Object>> PARAMETERS = ImmutableMap.of(
            EditingSession.class, afterTest -> afterTest.open(editor()),
            ModelEditor.class, afterTest -> editor(),
            AfterTest.class, afterTest -> afterTest,
            Path.class, afterTest -> NanoModel.folder());

    /** For JUnit. */
    public NanoExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType()) && !parameter.isAnnotated(TempDir.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        AfterTest afterTest = new AfterTest(context.getStore(Namespace.create(NanoExtension.class)));
        return Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
                .apply(afterTest);
    }

    private static ModelEditor editor() {
        return ModelEditor.forModel(NanoModel.folder()).onDevice(Device.cpu());
    }
}
