package io.github.modeleditor.examples.console;

import com.google.common.base.Ticker;
import io.github.modeleditor.api.EditListener;
import java.util.function.UnaryOperator;

/** A listener that shows a person how far an edit is. Used by one edit at a time; closing it ends the bar it shows. */
public interface ConsoleProgress extends EditListener, AutoCloseable {
    /**
     * Something begins that tells nothing of itself, such as opening a model: how long it takes is shown until a phase begins.
     *
     * @param what such as {@code Opening smollm2}
     */
    void begin(String what);

    @Override
    void close();

    /**
     * Progress on standard error: a bar for each phase where there is a terminal, else plain lines, at most one in five
     * seconds, and at least one in ten.
     *
     * @return the listener
     */
    static ConsoleProgress console() {
        return Terminals.isThere()
                ? new ProgressBars(UnaryOperator.identity())
                : new ProgressLines(System.err::println, Ticker.systemTicker()).beating();
    }
}
