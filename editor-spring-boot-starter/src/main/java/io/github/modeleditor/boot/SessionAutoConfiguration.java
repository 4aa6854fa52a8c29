package io.github.modeleditor.boot;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** An open session and its model, where there is no store. */
@AutoConfiguration(after = StoreAutoConfiguration.class)
@ConditionalOnBean(ModelEditorProperties.class)
@ConditionalOnMissingBean(EditStore.class)
class SessionAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    EditingSession editingSession(ModelEditor editor) {
        return editor.open();
    }

    @Bean
    @ConditionalOnMissingBean
    LanguageModel languageModel(EditingSession session, ModelEditorProperties properties) {
        Path adapter = properties.adapter();
        return adapter == null ? session.base() : session.load(adapter);
    }
}
