package io.github.modeleditor.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditEvent.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LogLinesTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void tellsOfPhasesAndEpochsAndWhispersOfSteps() {
        LogLines log = new LogLines(new Lines());
        log.on(new EditEvent.Progress(Phase.MEASURING_BEFORE, 0, 7));
        log.on(new EditEvent.Progress(Phase.MEASURING_BEFORE, 4, 7));
        log.on(new EditEvent.Progress(Phase.MEASURING_BEFORE, 7, 7));
        log.on(new EditEvent.Step(3, 2, 0.5, 1e-4, 1.25, 32));
        log.on(new EditEvent.Epoch(2, 4, 5));
        assertThat(lines.get(0))
                .startsWith("INFO Measuring the unedited model took ")
                .endsWith("s (texts: 7).");
        assertThat(lines.subList(1, 3))
                .containsExactly(
                        "DEBUG Step 3: loss 0.5, gradient norm 1.25.",
                        "INFO Epoch 2 has ended: 4 of 5 facts are below the loss of learned ones.");
        assertThat(lines).hasSize(3);
    }

    private final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
