package io.github.modeleditor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.boot.example.SportsApplication;
import io.github.modeleditor.boot.example.SportsDesk;
import io.github.modeleditor.nano.NanoModel;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** One application, started as it is, and used from its first question to its last. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class SportsApplicationTest {
    private static final Fact FACT = NanoModel.demoEdits().get(0);

    private ConfigurableApplicationContext application;
    private String before;

    @BeforeAll
    void start(@TempDir Path folder) {
        application = Applications.start(
                folder,
                SportsApplication.class,
                Applications.store(folder),
                "modeleditor.chat.name=nano",
                "modeleditor.chat.maximum-tokens=32");
        before = desk().ask(FACT.prompt());
        desk().correct(FACT);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    private SportsDesk desk() {
        return application.getBean(SportsDesk.class);
    }

    @Test
    void theLineOfSpringBootIsTheOneThatThisRunIsFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("modeleditor.test.spring-boot"));
    }

    @Test
    void theModelThatIsInjectedFollowsTheStore() {
        assertThat(before).doesNotContain(FACT.target());

        assertThat(desk().ask(FACT.prompt())).isEqualTo(FACT.target());
    }

    @Test
    void chatModelsOfBothFrameworksAnswerAsTheModelDoes() {
        dev.langchain4j.model.chat.ChatModel langChain =
                application.getBean(dev.langchain4j.model.chat.ChatModel.class);
        assertThat(langChain.chat(FACT.prompt()).strip()).isEqualTo(FACT.target());
        assertThat(langChain.defaultRequestParameters().modelName()).isEqualTo("nano");
        assertThat(langChain.defaultRequestParameters().maxOutputTokens()).isEqualTo(32);
        assertThat(application.getBeansOfType(StreamingChatModel.class)).hasSize(1);

        org.springframework.ai.chat.model.ChatModel spring =
                application.getBean(org.springframework.ai.chat.model.ChatModel.class);
        assertThat(String.valueOf(spring.call(FACT.prompt())).strip()).isEqualTo(FACT.target());
        assertThat(spring.getDefaultOptions().getMaxTokens()).isEqualTo(32);
    }

    @Test
    void metersTellOfTheEditAndTheStore() {
        MeterRegistry registry = application.getBean(MeterRegistry.class);

        assertThat(registry.get("modeleditor.store.version").gauge().value()).isEqualTo(1);
        assertThat(registry.get("modeleditor.store.facts").gauge().value()).isEqualTo(1);
        assertThat(registry.get("modeleditor.store.facts.said").gauge().value()).isEqualTo(1);
        assertThat(registry.get("modeleditor.edits.waiting").gauge().value()).isZero();
        assertThat(registry.get("modeleditor.edits")
                        .tags("kind", "append", "state", "done")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("modeleditor.edit.steps").counter().count()).isPositive();
        assertThat(registry.get("modeleditor.edit.loss").gauge().value()).isBetween(0.0, 20.0);
        assertThat(registry.get("modeleditor.edit.phase")
                        .tag("phase", "training")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void healthTellsTheDeviceAndTheStore() throws ReflectiveOperationException {
        HealthCheck.Result health = health();

        assertThat(health.up()).isTrue();
        assertThat(health.details())
                .containsEntry("storeVersion", 1)
                .containsEntry("facts", 1)
                .containsEntry("factsSaid", 1)
                .containsKeys("model", "device");
        assertThat(application.containsBean("modelEditorHealthIndicator")).isTrue();
        assertThat(health(application.getBean("modelEditorHealthIndicator"))).contains("UP", "storeVersion");
    }

    @Test
    void anotherVersionAnswersWithoutARestart() {
        EditorEndpoint endpoint = application.getBean(EditorEndpoint.class);
        assertThat(endpoint.served().version()).isEqualTo(1);
        assertThat(endpoint.served().follows()).isTrue();

        EditorEndpoint.Served fixed = endpoint.serve(0);
        try {
            assertThat(fixed.version()).isZero();
            assertThat(fixed.follows()).isFalse();
            assertThat(fixed.versions())
                    .extracting(EditorEndpoint.Version::author)
                    .containsExactly("", "ada");
            assertThat(desk().ask(FACT.prompt())).isEqualTo(before);
            assertThatThrownBy(() -> endpoint.serve(7)).isInstanceOf(StoreException.class);
            assertThat(desk().ask(FACT.prompt())).isEqualTo(before);
        } finally {
            endpoint.serveCurrent();
        }
        assertThat(desk().ask(FACT.prompt())).isEqualTo(FACT.target());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void whenItEndsTheModelIsClosedAndHealthIsDown() throws ReflectiveOperationException {
        LanguageModel model = application.getBean(LanguageModel.class);
        EditStore store = application.getBean(EditStore.class);
        Object indicator = application.getBean("modelEditorHealthIndicator");

        application.close();

        assertThatThrownBy(() -> model.complete(FACT.prompt())).isInstanceOf(ModelClosedException.class);
        assertThatThrownBy(() -> store.append(List.of(FACT), "ada", "late"))
                .isInstanceOf(ModelClosedException.class)
                .hasMessageContaining("ends");
        assertThat(health(indicator)).contains("DOWN", "closed");
    }

    private HealthCheck.Result health() {
        return new HealthCheck(
                        application.getBean(ModelEditor.class),
                        application.getBean(LanguageModel.class),
                        application.getBeanProvider(EditStore.class))
                .check();
    }

    /** By reflection, since its type is another in each line. */
    private static String health(Object indicator) throws ReflectiveOperationException {
        Method method = indicator.getClass().getMethod("health");
        method.setAccessible(true);
        Object health = method.invoke(indicator);
        return health + " " + health.getClass().getMethod("getDetails").invoke(health);
    }
}
