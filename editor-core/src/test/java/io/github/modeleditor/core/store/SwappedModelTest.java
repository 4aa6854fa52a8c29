package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is asked by many while it is swapped for others. */
class SwappedModelTest {
    private static final int READERS = 8;
    private static final int SWAPS = 100;
    private static final GenerationConfig LONG = GenerationConfig.defaults().withMaximumTokens(12);

    @Test
    void everyAnswerIsOfOneVersion(@TempDir Path temporary) throws Exception {
        try (CoreEditStore store = ToyStores.create(temporary.resolve("store"))) {
            store.append(List.of(ToyStores.TOWER), "ada", "");
            store.append(AppendRequest.of(List.of(Fact.of(ToyStores.TOWER.prompt(), "Paris")), "ada", "")
                    .onConflict(ConflictPolicy.SUPERSEDE));
            List<String> answers = new ArrayList<>();
            for (int version = 0; version <= 2; version++) {
                try (LanguageModel model = store.checkout(version)) {
                    answers.add(model.generate(ToyStores.TOWER.prompt(), LONG));
                }
            }
            assertThat(answers).doesNotHaveDuplicates();

            CurrentModel current = new CurrentModel(store.checkout(0));
            Set<String> heard = ConcurrentHashMap.newKeySet();
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService readers = Executors.newFixedThreadPool(READERS);
            try {
                List<Future<?>> reading = new ArrayList<>();
                for (int reader = 0; reader < READERS; reader++) {
                    reading.add(readers.submit(() -> {
                        while (!over.get()) {
                            heard.add(current.generate(ToyStores.TOWER.prompt(), LONG));
                        }
                    }));
                }
                for (int swap = 1; swap <= SWAPS; swap++) {
                    current.swap(store.checkout(swap % 3));
                    heard.add(current.generate(ToyStores.TOWER.prompt(), LONG));
                }
                over.set(true);
                for (Future<?> reader : reading) {
                    reader.get();
                }
            } finally {
                over.set(true);
                readers.shutdownNow();
            }
            assertThat(heard).containsExactlyInAnyOrderElementsOf(answers);
            current.end();
        }
    }

    @Test
    void theLastReaderClosesWhatWasSwappedOut(@TempDir Path temporary) {
        try (CoreEditStore store = ToyStores.create(temporary.resolve("store"))) {
            AtomicInteger open = new AtomicInteger();
            CurrentModel current = new CurrentModel(counted(store, open));
            current.generate("The tower stands in", LONG, once(() -> {
                for (int swap = 0; swap < SWAPS; swap++) {
                    current.swap(counted(store, open));
                }
                // That of the reader and the current one.
                assertThat(open).hasValue(2);
            }));
            assertThat(open).hasValue(1);
            current.end();
            assertThat(open).hasValue(0);
            assertThatExceptionOfType(ModelClosedException.class).isThrownBy(() -> current.complete("The tower"));
        }
    }

    private static Consumer<String> once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return piece -> {
            if (!done.getAndSet(true)) {
                action.run();
            }
        };
    }

    private static LanguageModel counted(EditStore store, AtomicInteger open) {
        open.incrementAndGet();
        LanguageModel model = store.checkout(0);
        return (LanguageModel) Proxy.newProxyInstance(
                LanguageModel.class.getClassLoader(),
                new Class<?>[] {LanguageModel.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                    }
                    return method.invoke(model, arguments);
                });
    }
}
