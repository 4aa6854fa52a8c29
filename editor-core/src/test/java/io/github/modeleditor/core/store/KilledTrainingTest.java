package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.EditLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One append of a thousand facts whose process is killed five times, as by {@code kill -9}. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class KilledTrainingTest {
    private static final int[] KILLS = {3, 17, 30, 44, 58};

    @TempDir
    Path temporary;

    @Test
    void theAdapterIsThatOfATrainingWithoutAnEnd() throws IOException, InterruptedException {
        Path whole = temporary.resolve("whole");
        AtomicInteger steps = new AtomicInteger();
        KilledTraining.append(
                whole,
                KilledTraining.request().onProgress(event -> steps.addAndGet(event instanceof EditEvent.Step ? 1 : 0)));
        assertThat(steps.get()).isGreaterThan(KILLS[KILLS.length - 1]);

        Path folder = temporary.resolve("killed");
        int saved = 0;
        for (int kill : KILLS) {
            assertThat(kill(folder, kill)).isEqualTo(saved + 1);
            assertThat(EditLedger.read(folder).history()).hasSize(1);
            // A checkpoint is kept behind every fourth step; the listener hears of a step before that.
            saved += (kill - 1 - saved) / 4 * 4;
            assertThat(EditLedger.read(folder).pending().isPresent()).isEqualTo(saved > 0);
        }
        assertThat(EditLedger.read(folder).pending()).get().satisfies(pending -> {
            assertThat(pending.author()).isEqualTo("ada");
            assertThat(pending.facts()).isEqualTo(1000);
        });
        AtomicInteger first = new AtomicInteger();
        KilledTraining.append(folder, KilledTraining.request().onProgress(event -> {
            if (event instanceof EditEvent.Step step) {
                first.compareAndSet(0, step.step());
            }
        }));
        assertThat(first.get()).isEqualTo(saved + 1);
        assertThat(ToyStores.adapters(folder)).hasSize(1).isEqualTo(ToyStores.adapters(whole));
        assertThat(EditLedger.read(folder).pending()).isEmpty();
        assertThat(folder.resolve(Running.FOLDER)).doesNotExist();
    }

    @Test
    void anotherAppendBeginsAnew() throws IOException, InterruptedException {
        Path folder = temporary.resolve("killed");
        kill(folder, 9);
        AtomicInteger first = new AtomicInteger();
        AppendRequest less = KilledTraining.request();
        KilledTraining.append(
                folder,
                AppendRequest.of(less.facts().subList(0, 100), "ada", "").onProgress(event -> {
                    if (event instanceof EditEvent.Step step) {
                        first.compareAndSet(0, step.step());
                    }
                }));
        assertThat(first.get()).isOne();
        assertThat(EditLedger.read(folder).pending()).isEmpty();
    }

    /** With which step the process began that was killed at another. */
    private static int kill(Path folder, int last) throws IOException, InterruptedException {
        return KilledProcess.run(KilledTraining.class, folder.toString(), Integer.toString(last)).stream()
                .filter(line -> line.startsWith(KilledTraining.BEGAN))
                .mapToInt(line -> Integer.parseInt(line.substring(KilledTraining.BEGAN.length())))
                .findFirst()
                .orElseThrow();
    }
}
