package io.github.modeleditor.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class ShutdownTest {
    private static final Fact FACT = NanoModel.demoEdits().get(0);

    /** Tells when an edit trains. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Watching {
        final CountDownLatch trains = new CountDownLatch(1);

        @Bean
        EditListener watch() {
            return event -> {
                if (event instanceof EditEvent.Step) {
                    trains.countDown();
                }
            };
        }
    }

    /** Its edits train until they are stopped. */
    @Configuration(proxyBeanMethods = false)
    static class Endless extends Watching {
        @Bean
        @Order(1)
        ModelEditorCustomizer endless() {
            return editor -> editor.withTraining(
                    TrainingConfig.defaults().withEpochs(1_000_000).withLearnedLoss(0));
        }
    }

    private static CompletableFuture<StoredVersion> append(ConfigurableApplicationContext application)
            throws InterruptedException {
        EditStore store = application.getBean(EditStore.class);
        CompletableFuture<StoredVersion> version =
                CompletableFuture.supplyAsync(() -> store.append(List.of(FACT), "ada", "ticket 17"));
        assertThat(application.getBean(Watching.class).trains.await(1, TimeUnit.MINUTES))
                .isTrue();
        return version;
    }

    @Test
    void anEditThatTrainsIsCancelledAndTheStoreIsAsItWas(@TempDir Path folder) throws Exception {
        ConfigurableApplicationContext application =
                Applications.start(folder, Endless.class, Applications.store(folder));
        CompletableFuture<StoredVersion> version = append(application);

        application.close();

        assertThatThrownBy(() -> version.get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EditCancelledException.class);
        assertThat(EditLedger.read(folder.resolve("store")).latest().number()).isZero();
        Applications.start(folder, Watching.class, Applications.store(folder)).close();
    }

    @Test
    void anEditThatMayIsFinished(@TempDir Path folder) throws Exception {
        ConfigurableApplicationContext application = Applications.start(
                folder, Watching.class, Applications.store(folder), "modeleditor.store.shutdown-grace=5m");
        CompletableFuture<StoredVersion> version = append(application);

        application.close();

        assertThat(version.get(1, TimeUnit.MINUTES).number()).isEqualTo(1);
        assertThat(EditLedger.read(folder.resolve("store")).latest().number()).isEqualTo(1);
    }
}
