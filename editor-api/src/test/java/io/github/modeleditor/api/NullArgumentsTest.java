package io.github.modeleditor.api;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.modeleditor.api.ablation.Ablation;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.ablation.AblationTable;
import io.github.modeleditor.api.ablation.EditMode;
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.ablation.Variant;
import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.Strength;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.spi.EditorSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Null is refused by everything that a caller gives something to, at once and by the name of the parameter: a {@link
 * NullPointerException}, as of the JDK, since it is a mistake of the program and not of its data. What comes back, the reports, and
 * the engine's side are left out; {@code NullCallsTest} of the core goes over sessions and models.
 */
class NullArgumentsTest {
    private static final List<String> PACKAGES = List.of(
            "io.github.modeleditor.api",
            "io.github.modeleditor.api.ablation",
            "io.github.modeleditor.api.config",
            "io.github.modeleditor.api.data");

    /** What callers are told, or implement. */
    private static final Set<Class<?>> NOT_CALLED = Set.of(
            EditEvent.Progress.class, AugmentationContext.class, LossMask.class, Objective.class, TokenizedText.class);

    private static final Set<String> CALLED_BY_THE_EDITOR = Set.of("augment", "mask", "valueOf", "equals");
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*");

    private static final Fact FACT = Fact.of("The tower stands in", "Rome");
    private static final Scores SCORES = new Scores(Answers.none(), Answers.none(), Answers.none(), Answers.none());
    private static final ModelEditor EDITOR = ModelEditor.forModel(Path.of("model"));

    /** Something of each type that is asked for. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            entry(int.class, 1),
            entry(long.class, 1L),
            entry(double.class, 0.5),
            entry(boolean.class, true),
            entry(String.class, "text"),
            entry(Path.class, Path.of("file")),
            entry(List.class, List.of()),
            entry(Collection.class, List.of()),
            entry(Map.class, Map.of()),
            entry(Optional.class, Optional.empty()),
            entry(OptionalInt.class, OptionalInt.empty()),
            entry(OptionalLong.class, OptionalLong.empty()),
            entry(Consumer.class, (Consumer<Object>) any -> {}),
            entry(String[].class, new String[] {"text"}),
            entry(Fact[].class, new Fact[] {FACT}),
            entry(Probe[].class, new Probe[] {Probe.of("a", "b")}),
            entry(Augmentation[].class, new Augmentation[] {Augmentation.paraphrases()}),
            entry(int[].class, new int[] {1, 2}),
            entry(double[].class, new double[] {1}),
            entry(AcceptancePolicy.class, AcceptancePolicy.all()),
            entry(Fact.class, FACT),
            entry(FactId.class, FACT.id()),
            entry(Probe.class, Probe.of("a", "b")),
            entry(Probes.class, Probes.none()),
            entry(PromptForm.class, PromptForm.PLAIN),
            entry(TrainingText.class, new TrainingText("a", "b")),
            entry(Source.class, Source.unknown()),
            entry(EditRequest.class, EditRequest.of(FACT)),
            entry(EvaluationRequest.class, EvaluationRequest.of(FACT)),
            entry(EditListener.class, EditListener.silent()),
            entry(Cancellation.class, new Cancellation()),
            entry(Adapter.class, adapter()),
            entry(ModelEditor.class, EDITOR),
            entry(EditorSettings.class, EditorSettings.defaults(Path.of("model"))),
            entry(Ablation.class, Ablation.ofPieces(EDITOR, List.of(FACT))),
            entry(UnaryOperator.class, UnaryOperator.identity()),
            entry(Variant.class, new Variant("as it is", UnaryOperator.identity())),
            entry(AblationRow.class, row()),
            entry(AblationTable.class, new AblationTable(List.of())),
            entry(EditMode.class, EditMode.MASS),
            entry(TrainedLoss.class, TrainedLoss.FULL_LIKELIHOOD),
            entry(TrainedTexts.class, TrainedTexts.BOTH),
            entry(MethodPiece.class, MethodPiece.CEILING),
            entry(Scores.class, SCORES),
            entry(Augmentation.class, Augmentation.paraphrases()),
            entry(LossMask.class, LossMask.conditional()),
            entry(Objective.class, Objective.likelihood()),
            entry(Objective.Likelihood.class, new Objective.Likelihood(1, -1, -1)),
            entry(Recipe.class, Recipe.defaults()),
            entry(EditingMethod.class, EditingMethod.paper()),
            entry(Strength.class, Strength.CAREFUL),
            entry(Device.class, Device.cpu()),
            entry(Device.Cuda.class, Device.cuda(0)),
            entry(Device.Cuda.ArenaExtendStrategy.class, Device.Cuda.ArenaExtendStrategy.NEXT_POWER_OF_TWO),
            entry(Precision.class, Precision.FLOAT32),
            entry(LoraConfig.class, LoraConfig.rank(4)),
            entry(TrainingConfig.class, TrainingConfig.defaults()),
            entry(TrainingConfig.Schedule.class, TrainingConfig.defaults().schedule()),
            entry(TrainingConfig.Batches.class, TrainingConfig.defaults().batches()),
            entry(TrainingConfig.Optimizer.class, TrainingConfig.defaults().optimizer()),
            entry(TrainingConfig.Stopping.class, TrainingConfig.defaults().stopping()),
            entry(Recomputation.class, Recomputation.NONE),
            entry(HarmExtent.class, HarmExtent.BRIEF),
            entry(EvaluationConfig.class, EvaluationConfig.defaults()),
            entry(Message.class, Message.user("text")),
            entry(Message.Role.class, Message.Role.USER),
            entry(Conversation.class, Conversation.of("text")),
            entry(GenerationRequest.Input.class, Conversation.of("text")),
            entry(GenerationRequest.class, GenerationRequest.of("text")),
            entry(Generation.FinishReason.class, Generation.FinishReason.LENGTH),
            entry(GenerationConfig.class, GenerationConfig.defaults()),
            entry(MultipleChoice.class, MultipleChoice.of("q", 0, "a", "b")),
            entry(FactFile.class, new FactFile(List.of())),
            entry(FactFormat.class, FactFormat.AUTO),
            entry(FactRecord.class, FactRecord.of(FACT, "true")));

    @TestFactory
    Stream<DynamicTest> nullIsRefusedByName() {
        List<Class<?>> types = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.modeleditor.api")
                        .stream()
                        .filter(type -> PACKAGES.contains(type.getPackageName()))
                        .map(JavaClass::reflect)
                        .<Class<?>>map(type -> type)
                        .filter(NullArgumentsTest::isGivenSomething)
                        .toList();
        assertThat(types).hasSizeGreaterThan(40);
        return types.stream()
                .flatMap(type ->
                        Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods())))
                .filter(NullArgumentsTest::isCalled)
                .map(called -> DynamicTest.dynamicTest(
                        called.getDeclaringClass().getSimpleName() + " "
                                + called.toGenericString()
                                        .replaceAll("io\\.github\\.modeleditor\\.api\\.(\\w+\\.)*", ""),
                        () -> requireNames(called)));
    }

    private static boolean isGivenSomething(Class<?> type) {
        return isPublic(type)
                && !Throwable.class.isAssignableFrom(type)
                && NOT_CALLED.stream().noneMatch(each -> each.isAssignableFrom(type));
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static boolean isCalled(Executable called) {
        return Modifier.isPublic(called.getModifiers())
                && !Modifier.isAbstract(called.getModifiers())
                && !called.isSynthetic()
                && !CALLED_BY_THE_EDITOR.contains(called.getName())
                // Of these the core has the only implementations.
                && !Set.of(
                                LanguageModel.class,
                                EditingSession.class,
                                EditedModel.class,
                                AdaptedModel.class,
                                Adapter.class)
                        .contains(called.getDeclaringClass())
                && Stream.of(called.getParameterTypes()).anyMatch(type -> !type.isPrimitive());
    }

    private static void requireNames(Executable called) {
        Class<?>[] types = called.getParameterTypes();
        Set<String> names = new HashSet<>();
        for (int place : IntStream.range(0, types.length)
                .filter(index -> !types[index].isPrimitive())
                .toArray()) {
            @Nullable
            Object[] arguments =
                    Arrays.stream(types).map(NullArgumentsTest::sample).toArray();
            arguments[place] = null;
            Throwable thrown = catchThrowable(() -> call(called, arguments));
            assertThat(thrown).as("with null at " + place).isInstanceOf(NullPointerException.class);
            assertThat(thrown.getMessage()).as("with null at " + place).matches(NAME);
            assertThat(names.add(thrown.getMessage()))
                    .as("a name of its own at " + place)
                    .isTrue();
        }
    }

    private static Object sample(Class<?> type) {
        return Objects.requireNonNull(SAMPLES.get(type), () -> "a sample of " + type);
    }

    private static void call(Executable called, @Nullable Object... arguments) throws Throwable {
        try {
            if (called instanceof Method method) {
                method.invoke(
                        Modifier.isStatic(called.getModifiers()) ? null : sample(called.getDeclaringClass()),
                        arguments);
            } else {
                ((Constructor<?>) called).newInstance(arguments);
            }
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** The core makes adapters; nothing here asks one. */
    private static Adapter adapter() {
        return (Adapter) Proxy.newProxyInstance(
                Adapter.class.getClassLoader(), new Class<?>[] {Adapter.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static AblationRow row() {
        return new AblationRow(EditMode.MASS, "as it is", 0, SCORES, SCORES, Optional.empty(), 1, 1);
    }
}
