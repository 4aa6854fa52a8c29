package io.github.modeleditor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Strength;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.nano.NanoModel;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class PropertiesTest {
    /** An application of nothing else. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Bare {}

    @Test
    void withoutAModelThereAreNoBeans() {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Bare.class).run()) {
            assertThat(application.getBeansOfType(ModelEditor.class)).isEmpty();
            assertThat(application.getBeansOfType(LanguageModel.class)).isEmpty();
            assertThat(application.getBeansOfType(dev.langchain4j.model.chat.ChatModel.class))
                    .isEmpty();
            assertThat(application.containsBean("modelEditorHealthIndicator")).isFalse();
            assertThat(application.getBeansOfType(EditMetrics.class)).isEmpty();
        }
    }

    @Test
    void withoutAStoreThereIsASessionAndTheModelOfTheAdapter(@TempDir Path folder) {
        Path adapter = folder.resolve("fact.onnx_adapter");
        String prompt = NanoModel.demoEdits().get(0).prompt();
        try (ConfigurableApplicationContext application = Applications.start(folder, Bare.class)) {
            assertThat(application.getBeansOfType(EditStore.class)).isEmpty();
            assertThat(application.getBeansOfType(EditorEndpoint.class)).isEmpty();
            EditingSession session = application.getBean(EditingSession.class);
            session.edit(NanoModel.demoEdits().get(0)).save(adapter);
            assertThat(application.getBean(LanguageModel.class).complete(prompt))
                    .isEqualTo(session.base().complete(prompt));
        }
        try (ConfigurableApplicationContext application =
                Applications.start(folder, Bare.class, "modeleditor.adapter=" + adapter)) {
            assertThat(application.getBean(LanguageModel.class).complete(prompt).strip())
                    .isEqualTo(NanoModel.demoEdits().get(0).target());
        }
    }

    @Test
    void theEditorIsAsThePropertiesSay() {
        Path model = Path.of("model");

        ModelEditor editor =
                properties("cpu:3", ModelEditorProperties.Method.FORCEFUL).editor(model);

        assertThat(editor.settings().device()).isEqualTo(Device.cpu(3));
        assertThat(editor.settings().precision()).isEqualTo(Precision.INT8);
        assertThat(editor.settings().lora())
                .isEqualTo(EditingMethod.preserving(Strength.FORCEFUL).lora());
        assertThat(properties("cuda:1", ModelEditorProperties.Method.PAPER)
                        .editor(model)
                        .settings()
                        .device())
                .isEqualTo(Device.cuda(1));
        assertThatThrownBy(() ->
                        properties("gpu", ModelEditorProperties.Method.PAPER).editor(model))
                .hasMessageContaining("modeleditor.device")
                .hasMessageContaining("cuda:NUMBER");
    }

    private static ModelEditorProperties properties(String device, ModelEditorProperties.Method method) {
        return new ModelEditorProperties(
                null,
                null,
                device,
                Precision.INT8,
                method,
                new ModelEditorProperties.Store(null, true, null, java.time.Duration.ZERO),
                new ModelEditorProperties.Chat("m", 1, 0, 0, 1, 1, List.of(), 0));
    }

    @Test
    void developmentEnvironmentsFindEveryPropertyDescribed() throws Exception {
        JsonNode metadata;
        try (InputStream json = Objects.requireNonNull(
                ModelEditorProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            metadata = new ObjectMapper().readTree(json);
        }
        List<String> names = new ArrayList<>();
        metadata.path("properties").forEach(property -> {
            names.add(property.path("name").asText());
            assertThat(property.path("description").asText())
                    .as(property.path("name").asText())
                    .isNotBlank();
        });

        assertThat(names)
                .contains(
                        "modeleditor.model",
                        "modeleditor.device",
                        "modeleditor.store.folder",
                        "modeleditor.store.shutdown-grace",
                        "modeleditor.chat.maximum-tokens");
        assertThat(metadata.path("hints").toString()).contains("modeleditor.device", "cuda:0");
    }
}
