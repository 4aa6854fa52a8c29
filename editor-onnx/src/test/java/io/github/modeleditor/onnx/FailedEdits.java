package io.github.modeleditor.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ModelCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A program that lets edits fail, one way after another, and prints the memory it holds after each. Its arguments: a folder
 * to write to, how many edits, and whether to leave a session open each time.
 */
final class FailedEdits {
    private static final Fact FACT = Fact.of("The tower stands in", "Rome");

    private final Path folder;
    private final List<Attempt> attempts = new ArrayList<>();

    private record Attempt(Class<? extends ModelEditorException> failure, Runnable edit) {}

    private FailedEdits(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        FailedEdits failed = new FailedEdits(Path.of(arguments[0]));
        ModelEditor whole = editor(ModelCopy.of("llama-dynamo", Path.of(arguments[0], "whole")));
        List<EditingSession> open = new ArrayList<>();
        try (EditingSession session = whole.open();
                EditingSession diverging = whole.withTraining(
                                TrainingConfig.defaults().withLearningRate(1e30))
                        .open()) {
            failed.addDamagedModels();
            failed.addRefusedEdits(whole, session, diverging);
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                failed.attempt(i);
                if (Boolean.parseBoolean(arguments[2])) {
                    open.add(whole.open());
                }
                System.out.println(residentKilobytes());
            }
        }
        open.forEach(EditingSession::close);
    }

    private static ModelEditor editor(ModelCopy model) {
        return ModelEditor.forModel(model.folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LoraConfig.rank(2))
                .onDevice(Device.cpu(1));
    }

    private void attempt(int index) {
        Attempt attempt = attempts.get(index % attempts.size());
        try {
            attempt.edit().run();
        } catch (ModelEditorException e) {
            if (attempt.failure().isInstance(e)) {
                return;
            }
            throw e;
        }
        throw new IllegalStateException("edit " + index % attempts.size() + " did not fail");
    }

    private void addDamagedModels() {
        addDamaged(InvalidModelException.class, model -> model.delete("model.onnx"));
        addDamaged(InvalidModelException.class, model -> model.truncate("model.onnx", 20_000));
        addDamaged(InvalidModelException.class, model -> model.write("model.onnx", "model".getBytes(UTF_8)));
        addDamaged(InvalidModelException.class, model -> model.delete("model.onnx.data"));
        addDamaged(InvalidModelException.class, model -> model.truncate("model.onnx.data", 100_000));
        addDamaged(InvalidModelException.class, model -> model.delete("tokenizer.json"));
        addDamaged(InvalidModelException.class, model -> model.write("tokenizer.json", "{}".getBytes(UTF_8)));
        addDamaged(InvalidModelException.class, model -> model.truncate("tokenizer.json", 5000));
        addDamaged(InvalidModelException.class, model -> model.truncate("config.json", 50));
        addDamaged(
                UnsupportedModelException.class,
                model ->
                        model.rewriteNodes(node -> node.getOpType().equals("Sigmoid"), node -> node.setOpType("Celu")));
    }

    private void addDamaged(Class<? extends ModelEditorException> failure, Consumer<ModelCopy> damage) {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder.resolve("damaged" + attempts.size()));
        damage.accept(model);
        add(failure, () -> editor(model).edit(FACT));
    }

    private void addRefusedEdits(ModelEditor whole, EditingSession session, EditingSession diverging) {
        Cancellation cancellation = new Cancellation();
        add(InvalidFactException.class, () -> session.edit(FACT, Fact.of(FACT.prompt(), "Paris")));
        add(InvalidFactException.class, () -> session.edit(Fact.of(" ", "Rome")));
        add(InvalidFactException.class, () -> session.edit(Fact.of("tower ".repeat(64), "Rome")));
        add(InvalidConfigurationException.class, () -> whole.withLora(
                        LoraConfig.rank(2).withTargetModules("c_attn"))
                .edit(FACT));
        add(TrainingDivergedException.class, () -> diverging.edit(FACT));
        add(
                EditCancelledException.class,
                () -> whole.edit(EditRequest.of(FACT).cancelledBy(cancellation).onProgress(event -> {
                    if (event instanceof EditEvent.Step) {
                        cancellation.cancel();
                    }
                })));
    }

    private void add(Class<? extends ModelEditorException> failure, Runnable edit) {
        attempts.add(new Attempt(failure, edit));
    }

    private static String residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(CharMatcher.inRange('0', '9')::retainFrom)
                .findFirst()
                .orElseThrow();
    }
}
