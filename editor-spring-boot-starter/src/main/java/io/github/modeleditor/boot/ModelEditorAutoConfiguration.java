package io.github.modeleditor.boot;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditingSession;
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
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The editor, and with it a store of edits and the model that it serves, or without one a session and its model. Each bean gives way to one
 * of the application's own.
 */
@AutoConfiguration
@ConditionalOnProperty("modeleditor.model")
@EnableConfigurationProperties(ModelEditorProperties.class)
public class ModelEditorAutoConfiguration {
    /** Beans are made by methods. */
    ModelEditorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ModelEditor modelEditor(ModelEditorProperties properties, ObjectProvider<ModelEditorCustomizer> customizers) {
        ModelEditor editor = properties.editor(Objects.requireNonNull(properties.model()));
        for (ModelEditorCustomizer customizer : customizers.orderedStream().toList()) {
            editor = customizer.customize(editor);
        }
        return editor;
    }

    /** With a store. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("modeleditor.store.folder")
    static class Stored {
        @Bean
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

    /** Without a store. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(EditStore.class)
    static class Unstored {
        @Bean
        @ConditionalOnMissingBean
        EditingSession editingSession(ModelEditor editor) {
            return editor.open();
        }

        @Bean
        @ConditionalOnBean(EditingSession.class)
        @ConditionalOnMissingBean
        LanguageModel languageModel(EditingSession session, ModelEditorProperties properties) {
            Path adapter = properties.adapter();
            return adapter == null ? session.base() : session.load(adapter);
        }
    }
}
