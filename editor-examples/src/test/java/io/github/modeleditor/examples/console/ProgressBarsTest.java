package io.github.modeleditor.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {
    private final List<String> drawn = new CopyOnWriteArrayList<>();
    private final ProgressBars bars =
            new ProgressBars(bar -> bar.setConsumer(new DelegatingProgressBarConsumer(drawn::add)));

    @Test
    void drawsABarForEachPhaseAndEndsItFull() {
        bars.on(new EditEvent.Progress(Phase.PREPARING, 0, 1));
        bars.on(new EditEvent.Progress(Phase.PREPARING, 1, 1));
        bars.on(new EditEvent.Progress(Phase.TRAINING, 0, 40));
        bars.on(new EditEvent.Step(7, 1, 0.25, 1e-4, 1, 32));
        bars.on(new EditEvent.Progress(Phase.TRAINING, 7, 40));
        bars.on(new EditEvent.Progress(Phase.TRAINING, 7, 7));

        assertThat(drawn).anyMatch(bar -> bar.startsWith("Preparing") && bar.contains("1/1"));
        assertThat(drawn.get(drawn.size() - 1))
                .startsWith("Training")
                .contains("100%")
                .contains("7/7")
                .contains("loss 0.2500");
    }

    @Test
    void drawsHowLongSomethingTakesThatTellsNothing() {
        bars.begin("Opening smollm2");
        bars.on(new EditEvent.Progress(Phase.PREPARING, 0, 1));
        bars.close();

        assertThat(drawn).anyMatch(bar -> bar.startsWith("Opening smollm2") && bar.contains("0:00:0"));
    }

    @Test
    void leavesNoBarHalfDrawnWhenAnEditFails() {
        bars.on(new EditEvent.Progress(Phase.TRAINING, 0, 40));
        bars.on(new EditEvent.Progress(Phase.TRAINING, 3, 40));
        bars.close();

        assertThat(drawn.get(drawn.size() - 1)).contains("3/40");
    }
}
