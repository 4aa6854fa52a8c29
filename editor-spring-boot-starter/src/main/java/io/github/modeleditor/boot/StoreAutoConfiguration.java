package io.github.modeleditor.boot;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A store of edits, where its folder is said, and the model that a store serves, also one of the application's own. */
@AutoConfiguration(after = ModelEditorAutoConfiguration.class)
@ConditionalOnBean(ModelEditorProperties.class)
class StoreAutoConfiguration {
    @Bean
    @ConditionalOnProperty("modeleditor.store.folder")
    @ConditionalOnMissingBean(EditStore.class)
    ManagedEditStore editStore(
            ModelEditor editor,
            ModelEditorProperties properties,
            ObjectProvider<EditListener> listeners,
            ObjectProvider<StoreChange.Listener> changes) {
        ModelEditorProperties.Store said = properties.store();
        Path folder = Objects.requireNonNull(said.folder());
        EditStore store = said.create() && !Files.exists(folder)
                ? EditStore.create(folder, editor)
                : EditStore.open(folder, editor);
        return new ManagedEditStore(store, said.shutdownGrace(), listeners, changes);
    }

    @Bean
    @ConditionalOnBean(EditStore.class)
    @ConditionalOnMissingBean(LanguageModel.class)
    ServedModel languageModel(EditStore store, ModelEditorProperties properties) {
        ServedModel model = new ServedModel(store);
        Integer version = properties.store().version();
        if (version != null) {
            model.serve(version);
        }
        return model;
    }
}
