package io.github.modeleditor.core;

import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.engine.Engine;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One owner's hold on a shared engine, until that owner closes it. Thread-safe. */
final class EngineHold implements AutoCloseable {
    private final SharedEngine engine;
    private final String owner;
    private final @Nullable EngineHold lender;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EngineHold(SharedEngine engine, String owner, @Nullable EngineHold lender) {
        this.engine = engine;
        this.owner = owner;
        this.lender = lender;
    }

    /** The hold of the engine's first owner. */
    static EngineHold on(Engine engine, String owner) {
        return new EngineHold(new SharedEngine(engine), owner, null);
    }

    /** A hold of its own for another owner, which keeps the engine open when this one is closed. */
    EngineHold share(String newOwner) {
        engine().retain();
        return new EngineHold(engine, newOwner, null);
    }

    /** A hold that ends with this one at the latest, and keeps nothing open. */
    EngineHold lend(String borrower) {
        return new EngineHold(engine(), borrower, this);
    }

    /** The engine, as long as it is held. */
    SharedEngine engine() {
        if (closed.get()) {
            throw new ModelClosedException("The " + owner + " is closed. Open another, or close it later.");
        }
        return lender == null ? engine : lender.engine();
    }

    @Override
    public void close() {
        close(engine -> {});
    }

    /** Closes it, unless it is closed already, after one last call of the engine. */
    void close(Consumer<SharedEngine> last) {
        if (!closed.getAndSet(true) && lender == null) {
            try {
                last.accept(engine);
            } finally {
                engine.close();
            }
        }
    }
}
