package io.github.modeleditor.boot;

import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts applications with the nano model, whose chat template gives what was said as it is. */
final class Applications {
    private Applications() {}

    /** Makes edits quick. */
    @Configuration(proxyBeanMethods = false)
    static class Quick {
        @Bean
        ModelEditorCustomizer quick() {
            return editor -> editor.withAugmentation()
                    .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE));
        }
    }

    static ConfigurableApplicationContext start(Path folder, Class<?> application, String... properties) {
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        try {
            Files.writeString(
                    model.resolve("chat_template.jinja"),
                    "{% for message in messages %}{{ message.content }}{% endfor %}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all = new ArrayList<>(List.of(
                "modeleditor.model=" + model,
                "modeleditor.method=paper",
                "modeleditor.device=cpu",
                "spring.main.banner-mode=off",
                "management.endpoints.jmx.exposure.include=modeleditor",
                "spring.jmx.enabled=true"));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(application, Quick.class)
                .web(WebApplicationType.NONE)
                .properties(all.toArray(String[]::new))
                .run();
    }

    static String store(Path folder) {
        return "modeleditor.store.folder=" + folder.resolve("store");
    }
}
