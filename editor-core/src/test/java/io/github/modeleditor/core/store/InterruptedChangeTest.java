package io.github.modeleditor.core.store;

import static io.github.modeleditor.core.store.ToyStores.BREAD;
import static io.github.modeleditor.core.store.ToyStores.SHIP;
import static io.github.modeleditor.core.store.ToyStores.TOWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.Checkpoints;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.PendingEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that is stopped between two steps and asked for again. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class InterruptedChangeTest {
    private static final int LAST = 3;

    @TempDir
    Path temporary;

    private final List<Integer> steps = new ArrayList<>();

    @Test
    void aCompactionGoesOnFromWhereItWasStopped() throws IOException {
        ChangeRequest request = ChangeRequest.of("ada", "smaller");
        try (EditStore store = filled("whole")) {
            store.compact(request, 4);
        }
        try (EditStore store = filled("stopped")) {
            Cancellation cancellation = new Cancellation();
            assertThatExceptionOfType(EditCancelledException.class)
                    .isThrownBy(() ->
                            store.compact(request.cancelledBy(cancellation).onProgress(stopping(cancellation)), 4));
            assertThat(store.pending()).get().satisfies(pending -> {
                assertThat(pending.change()).isEqualTo(PendingEdit.Change.COMPACTION);
                assertThat(pending.reason()).isEqualTo("smaller");
                assertThat(pending.facts()).isEqualTo(3);
            });
            assertThat(store.toHtml()).contains("unfinished: compaction of 3 facts by ada");
            store.compact(request.onProgress(counting()), 4);
            assertThat(steps).startsWith(LAST + 1);
            assertThat(store.pending()).isEmpty();
        }
        assertThat(ToyStores.adapters(temporary.resolve("stopped")))
                .hasSize(3)
                .isEqualTo(ToyStores.adapters(temporary.resolve("whole")));
    }

    @Test
    void anotherRankIsAnotherCompaction() {
        ChangeRequest request = ChangeRequest.of("ada", "smaller");
        try (EditStore store = filled("store")) {
            Cancellation cancellation = new Cancellation();
            assertThatExceptionOfType(EditCancelledException.class)
                    .isThrownBy(() ->
                            store.compact(request.cancelledBy(cancellation).onProgress(stopping(cancellation)), 4));
            store.compact(request.onProgress(counting()), 2);
            assertThat(steps).startsWith(1);
        }
    }

    @Test
    void nothingIsKeptWhereNothingIsToBe() {
        AppendRequest request = AppendRequest.of(List.of(TOWER), "ada", "");
        try (EditStore store = ToyStores.create(temporary.resolve("store"))) {
            stop(store, request.keeping(Checkpoints.none()));
            assertThat(store.pending()).isEmpty();
            stop(store, request);
            assertThat(store.pending()).get().matches(pending -> pending.change() == PendingEdit.Change.APPEND);
        }
    }

    private static void stop(EditStore store, AppendRequest request) {
        Cancellation cancellation = new Cancellation();
        assertThatExceptionOfType(EditCancelledException.class)
                .isThrownBy(() -> store.append(request.cancelledBy(cancellation).onProgress(stopping(cancellation))));
    }

    private EditStore filled(String name) {
        EditStore store = ToyStores.create(temporary.resolve(name));
        store.append(List.of(TOWER), "ada", "");
        store.append(List.of(BREAD, SHIP), "bob", "");
        return store;
    }

    private static EditListener stopping(Cancellation cancellation) {
        return event -> {
            if (event instanceof EditEvent.Step step && step.step() == LAST) {
                cancellation.cancel();
            }
        };
    }

    private EditListener counting() {
        return event -> {
            if (event instanceof EditEvent.Step step) {
                steps.add(step.step());
            }
        };
    }
}
