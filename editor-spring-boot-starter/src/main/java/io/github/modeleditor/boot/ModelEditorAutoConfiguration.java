package io.github.modeleditor.boot;

import io.github.modeleditor.api.ModelEditor;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The properties and the editor that they describe. Each bean of the starter gives way to one of the application's own. */
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
}
