package io.github.modeleditor.core;

import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.metric.Baselines;
import io.github.modeleditor.core.preservation.ReplayedTexts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the unedited model of a session was asked before, so that the next edit need not ask again. Thread-safe.
 *
 * @param baselines its answers to questions
 * @param written what it made up to stand before prompts, to be measured by, and behind lists
 * @param replayed what it wrote to be held to
 */
record AskedBefore(Baselines baselines, WrittenTexts written, ReplayedTexts replayed) {
    /** Nothing yet, but for the answers that a folder has. */
    static AskedBefore nothing(Optional<Path> baselineFolder) {
        return new AskedBefore(new Baselines(baselineFolder), new WrittenTexts(), new ReplayedTexts());
    }

    /** The same with the answers of another folder. */
    AskedBefore withBaselines(Optional<Path> baselineFolder) {
        return new AskedBefore(new Baselines(baselineFolder), written, replayed);
    }
}
