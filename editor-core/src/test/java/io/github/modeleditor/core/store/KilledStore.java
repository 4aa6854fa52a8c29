package io.github.modeleditor.core.store;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that writes a store, says when a version is committed, and at a step says so and waits to be killed. */
final class KilledStore {
    static final String COMMITTED = "committed ";

    private KilledStore() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int last = Integer.parseInt(arguments[1]);
        AtomicInteger step = new AtomicInteger();
        Disk disk = new Disk(name -> {
            if (step.getAndIncrement() == last) {
                KilledProcess.waitToBeKilled();
            }
        });
        StoreStory.tell(folder, disk, versions -> KilledProcess.say(COMMITTED + versions));
    }
}
