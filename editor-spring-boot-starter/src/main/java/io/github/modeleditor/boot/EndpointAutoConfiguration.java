package io.github.modeleditor.boot;

import io.github.modeleditor.api.store.EditStore;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint, where the application has Spring Boot's actuator and exposes it. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean({EditStore.class, ServedModel.class})
@ConditionalOnAvailableEndpoint(endpoint = EditorEndpoint.class)
class EndpointAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    EditorEndpoint modelEditorEndpoint(EditStore store, ServedModel served) {
        return new EditorEndpoint(store, served);
    }
}
