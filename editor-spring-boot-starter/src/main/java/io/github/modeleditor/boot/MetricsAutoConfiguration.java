package io.github.modeleditor.boot;

import io.github.modeleditor.api.store.EditStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters of edits and of the store, where Micrometer is on the class path. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(ModelEditorProperties.class)
class MetricsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    EditMetrics editMetrics() {
        return new EditMetrics();
    }

    @Bean
    @ConditionalOnBean(EditStore.class)
    StoreMetrics editStoreMetrics(EditStore store) {
        return new StoreMetrics(store);
    }
}
