package io.github.modeleditor.benchmarks;

import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;

/** Which model a benchmark runs. */
final class Models {
    /** The parameter that stands for the model of editor-nano. */
    static final String NANO = "nano";

    private Models() {}

    static Path folder(String model) {
        return model.equals(NANO) ? NanoModel.folder() : Path.of(model);
    }
}
