package io.github.modeleditor.spark;

import io.github.modeleditor.spark.model.EditorFactory;
import java.io.Serializable;
import java.util.Objects;

/**
 * One setting of a grid: a way to edit, and a seed.
 *
 * @param setting what it is called in the results; need not be unique, as seeds of one setting are not
 * @param editors how it edits
 * @param seed takes the place of the seed that these say
 */
public record GridPoint(String setting, EditorFactory editors, long seed) implements Serializable {
    public GridPoint {
        Objects.requireNonNull(setting, "setting");
        Objects.requireNonNull(editors, "editors");
    }

    /** The editors, with the seed. */
    EditorFactory seeded() {
        EditorFactory unseeded = editors;
        long wanted = seed;
        return model -> {
            var editor = unseeded.editor(model);
            return editor.withTraining(editor.settings().training().withSeed(wanted));
        };
    }
}
