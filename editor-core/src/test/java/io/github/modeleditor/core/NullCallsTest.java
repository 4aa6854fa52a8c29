package io.github.modeleditor.core;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions, models and adapters refuse null as the rest of the api does: at once, by the name of the parameter. */
class NullCallsTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");

    @Test
    void nullIsRefusedByName(@TempDir Path folder) {
        ModelEditor editor = ModelEditor.forModel(Path.of("toy"))
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults().withEpochs(1));
        try (EditingSession session =
                        CoreEditingSession.open(ToyEngine.of(GreedyTokenizer.ofWordsIn("Rome"), 8), editor.settings());
                EditedModel edited = session.edit(TOWER)) {
            Map<Class<?>, Object> samples = Map.ofEntries(
                    entry(EditRequest.class, EditRequest.of(TOWER)),
                    entry(EvaluationRequest.class, EvaluationRequest.of(TOWER)),
                    entry(Collection.class, List.of(TOWER)),
                    entry(Fact[].class, new Fact[] {TOWER}),
                    entry(LanguageModel.class, edited),
                    entry(Adapter.class, edited.adapter()),
                    entry(AdapterFormat.class, AdapterFormat.ONNX),
                    entry(ModelFormat.class, ModelFormat.ONNX),
                    entry(Path.class, folder.resolve("place")),
                    entry(UnaryOperator.class, UnaryOperator.identity()),
                    entry(String.class, "The tower"),
                    entry(List.class, List.of("The tower")),
                    entry(GenerationRequest.class, GenerationRequest.of("The tower")),
                    entry(Conversation.class, Conversation.of("Where?")),
                    entry(GenerationConfig.class, GenerationConfig.defaults()),
                    entry(Consumer.class, (Consumer<Object>) any -> {}),
                    entry(int.class, 1));
            int methods = requireNames(EditingSession.class, session, samples)
                    + requireNames(EditedModel.class, edited, samples)
                    + requireNames(AdaptedModel.class, edited, samples)
                    + requireNames(LanguageModel.class, edited, samples)
                    + requireNames(Adapter.class, edited.adapter(), samples);
            assertThat(methods).isGreaterThan(20);
        }
    }

    private static int requireNames(Class<?> type, Object instance, Map<Class<?>, Object> samples) {
        int methods = 0;
        for (Method method : type.getDeclaredMethods()) {
            Class<?>[] types = method.getParameterTypes();
            for (int place = 0; place < types.length; place++) {
                if (types[place].isPrimitive() || method.isSynthetic()) {
                    continue;
                }
                methods++;
                @Nullable
                Object[] arguments = Arrays.stream(types)
                        .map(each -> Objects.requireNonNull(samples.get(each), each.getName()))
                        .toArray();
                arguments[place] = null;
                Throwable thrown = catchThrowable(() -> call(method, instance, arguments));
                assertThat(thrown).as(method + " at " + place).isInstanceOf(NullPointerException.class);
                assertThat(thrown.getMessage()).as(method + " at " + place).matches("[a-z][A-Za-z]*");
            }
        }
        return methods;
    }

    private static void call(Method method, Object instance, @Nullable Object... arguments) throws Throwable {
        try {
            method.invoke(instance, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
