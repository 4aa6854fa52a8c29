package io.github.modeleditor.boot;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health as Spring Boot 4.0 has it. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean({ModelEditor.class, LanguageModel.class})
@ConditionalOnEnabledHealthIndicator("modeleditor")
class Boot4HealthAutoConfiguration {
    @Bean
    HealthIndicator modelEditorHealthIndicator(
            ModelEditor editor, LanguageModel model, ObjectProvider<EditStore> store) {
        HealthCheck check = new HealthCheck(editor, model, store);
        return () -> {
            HealthCheck.Result result = check.check();
            return (result.up() ? Health.up() : Health.down())
                    .withDetails(result.details())
                    .build();
        };
    }
}
