package io.github.modeleditor.examples.console;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditListener;
import java.util.function.UnaryOperator;

/** A listener that shows a person how far an edit is. Used by one edit at a time; closing it ends the bar it shows. */
public interface ConsoleProgress extends EditListener, AutoCloseable {
    @Override
    void close();

    /**
     * Progress on standard error: a bar for each phase where there is a terminal, else plain lines, at most one in five
     * seconds.
     *
     * @return the listener
     */
    static ConsoleProgress console() {
        return Terminals.isThere()
                ? new ProgressBars(UnaryOperator.identity())
                : new ProgressLines(System.err::println, Ticker.systemTicker());
    }
}
