package io.github.modeleditor.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private final List<String> lines = new ArrayList<>();
    private long now;
    private final ProgressLines progress = new ProgressLines(lines::add, new Ticker() {
        @Override
        public long read() {
            return now;
        }
    });

    @Test
    void tellsRateAndTimeLeftButNotTooOften() {
        training(0, 40, 0);
        training(5, 40, 2);
        training(10, 40, 5);
        training(11, 40, 6);
        training(25, 40, 10);
        training(40, 40, 16);

        assertThat(lines)
                .containsExactly(
                        "Training: 10 of 40, 2.0/s, 15 s left",
                        "Training: 25 of 40, 2.5/s, 6 s left",
                        "Training: 40 in 16.0 s");
    }

    @Test
    void countsEachPhaseFromItsOwnBeginning() {
        training(0, 2, 100);
        training(2, 2, 101);
        at(200);
        progress.on(new EditEvent.Progress(Phase.MEASURING_AFTER, 0, 8));
        at(203);
        progress.on(new EditEvent.Progress(Phase.MEASURING_AFTER, 8, 8));

        assertThat(lines).containsExactly("Training: 2 in 1.0 s", "Measuring after: 8 in 3.0 s");
    }

    @Test
    void tellsWhatEachEpochLearned() {
        progress.on(new EditEvent.Epoch(3, 4, 5));

        assertThat(lines).containsExactly("Training: epoch 3 done, 4 of 5 facts below the loss of learned ones");
    }

    @Test
    void saysThatItIsStillAtItWhereNothingHappens() {
        progress.begin("Opening smollm2");
        for (int second = 1; second <= 21; second++) {
            at(second);
            progress.beat();
        }
        training(0, 40, 30);
        at(39);
        progress.beat();
        training(1, 40, 39);
        at(48);
        progress.beat();
        at(49);
        progress.beat();
        progress.close();
        at(90);
        progress.beat();

        assertThat(lines)
                .containsExactly(
                        "Opening smollm2",
                        "Opening smollm2: still at it after 10 s",
                        "Opening smollm2: still at it after 20 s",
                        "Training: 1 of 40, 0.1/s, 351 s left",
                        "Training: still at it after 19 s");
    }

    private void training(long done, long total, long second) {
        at(second);
        progress.on(new EditEvent.Progress(Phase.TRAINING, done, total));
    }

    private void at(long second) {
        now = Duration.ofSeconds(second).toNanos();
    }
}
