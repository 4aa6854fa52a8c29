package io.github.modeleditor.boot;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

/** Health as Spring Boot 3.5 has it. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnMissingClass("org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnBean({ModelEditor.class, LanguageModel.class})
@ConditionalOnEnabledHealthIndicator("modeleditor")
class Boot3HealthAutoConfiguration {
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
