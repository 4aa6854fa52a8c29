package io.github.modeleditor.boot;

import io.github.modeleditor.api.ModelEditor;

/** Changes the editor before anything is opened with it: what no property says, such as paraphrases. Beans of it are asked in their order. */
@FunctionalInterface
public interface ModelEditorCustomizer {
    /**
     * Makes of an editor another one.
     *
     * @param editor what the properties and earlier customizers gave
     * @return the editor to use
     */
    ModelEditor customize(ModelEditor editor);
}
