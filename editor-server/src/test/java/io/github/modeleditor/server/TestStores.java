package io.github.modeleditor.server;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stores of the nano model, with a chat template that gives what was said as it is. */
public final class TestStores {
    /** What the nano model answers otherwise. */
    public static final Fact FACT = NanoModel.demoEdits().get(0);

    private TestStores() {}

    /**
     * Makes a store that trains quickly.
     *
     * @param folder where the model and the store are put
     * @return the open store
     */
    public static EditStore create(Path folder) {
        return create(folder, TrainingConfig.defaults());
    }

    /**
     * Makes a store that trains until it is stopped.
     *
     * @param folder where the model and the store are put
     * @return the open store
     */
    public static EditStore createEndless(Path folder) {
        return create(folder, TrainingConfig.defaults().withEpochs(1_000_000).withLearnedLoss(0));
    }

    private static EditStore create(Path folder, TrainingConfig training) {
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        try {
            Files.writeString(
                    model.resolve("chat_template.jinja"),
                    "{% for message in messages %}{{ message.content }}{% endfor %}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ModelEditor editor = ModelEditor.forModel(model)
                .onDevice(Device.cpu())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withTraining(training)
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE));
        return EditStore.create(folder.resolve("store"), editor);
    }
}
