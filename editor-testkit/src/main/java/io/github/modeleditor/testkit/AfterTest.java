package io.github.modeleditor.testkit;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * What closes a test's models when the test is over, whether it passed or not: the last one opened first. {@link
 * NanoExtension} and {@link ModelExtension} hand it to whatever asks for it; asked for in a constructor or before all tests, it closes after all.
 */
public final class AfterTest {
    private final Store store;

    /**
     * A closer over JUnit's own.
     *
     * @param store what JUnit closes, in reverse order, when the test is over
     */
    AfterTest(Store store) {
        this.store = store;
    }

    /**
     * Closes something when the test is over.
     *
     * @param resource what to close
     * @param <T> its type
     * @return the same
     */
    public <T extends AutoCloseable> T close(T resource) {
        store.put(new Object(), resource);
        return resource;
    }

    /**
     * Opens a session that is closed when the test is over, with every model that comes from it.
     *
     * @param editor which model, and how to edit it
     * @return the open session
     */
    public EditingSession open(ModelEditor editor) {
        return own(editor.open());
    }

    /** A session that is closed when the test is over, with every model that comes from it. */
    EditingSession own(EditingSession session) {
        return new ClosedAfterTest(close(session), this);
    }
}
