package io.github.modeleditor.spark.model;

import io.github.modeleditor.api.ModelEditor;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Says how a model is edited, on the executor that has it: the editor itself does not travel, the few lines that make it do.
 *
 * <pre>{@code
 * EditorFactory careful = model -> ModelEditor.forModel(model).withTraining(TrainingConfig.defaults().withSeed(1));
 * }</pre>
 *
 * <p>A lambda will do; what it captures has to be serializable and is the same for all tasks. Its results are told apart by its serialized
 * bytes, so that it must give the same editor whenever it is asked. {@link OpenModels} decides on the device where the editor does not.
 */
@FunctionalInterface
public interface EditorFactory extends Serializable {
    /**
     * The editor of a model.
     *
     * @param model where the model's folder is on this machine
     * @return an editor for this folder
     */
    ModelEditor editor(Path model);
}
