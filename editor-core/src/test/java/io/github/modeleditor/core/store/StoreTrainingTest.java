package io.github.modeleditor.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.Surroundings;
import io.github.modeleditor.core.store.StoreTraining.Beginning;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTrainingTest {
    @Test
    void aRepairGoesOnGentlyAndHoldsTheRestAsItWasHeld(@TempDir Path temporary) {
        try (EditStore store = ToyStores.create(temporary.resolve("store"))) {
            store.append(List.of(ToyStores.TOWER), "ada", "");
            Adapter adapter = store.adapter(1).orElseThrow();
            Surroundings surroundings = Surroundings.none();
            Beside trained = new Beside(adapter, surroundings, () -> {
                throw new IllegalStateException("Nobody measures.");
            });
            Beginning first = new Beginning(7);
            Beginning gently = first.gentlyFrom(trained);
            assertThat(first.surroundings()).isEmpty();
            assertThat(gently.start()).containsSame(adapter);
            assertThat(gently.surroundings()).containsSame(surroundings);
            assertThat(gently.strength()).isCloseTo(0.3, within(1e-9));
            assertThat(gently.seed()).isEqualTo(7);
            assertThat(gently.brief()).isFalse();
            assertThat(first.brieflyFrom(trained))
                    .isEqualTo(new Beginning(gently.start(), gently.surroundings(), gently.strength(), 7, true));
        }
    }
}
