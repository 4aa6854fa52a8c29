package io.github.modeleditor.springai;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The nano model with a chat template that gives what was said as it is, and an editor that is quick. */
public final class ChatNano {
    private ChatNano() {}

    /**
     * Makes it.
     *
     * @param folder where
     * @return its editor
     */
    public static ModelEditor in(Path folder) {
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        try {
            Files.writeString(
                    model.resolve("chat_template.jinja"),
                    "{% for message in messages %}{{ message.content }}{% endfor %}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelEditor.forModel(model)
                .onDevice(Device.cpu())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE));
    }
}
