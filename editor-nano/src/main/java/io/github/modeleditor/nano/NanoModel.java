package io.github.modeleditor.nano;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The nano model: a decoder of 1.2 million parameters that knows 609 facts and little else. Thread-safe; nothing is read
 * or written before the first call.
 */
public final class NanoModel {
    private static final String FACTS = "facts.jsonl";
    private static final String DEMO_EDITS = "demo.jsonl";
    private static final ImmutableList<String> FILES = ImmutableList.of(
            "model.onnx",
            "tokenizer.json",
            "config.json",
            "generation_config.json",
            FACTS,
            DEMO_EDITS,
            "README.md",
            "LICENSE.upstream");

    private static final Supplier<Path> FOLDER = Suppliers.memoize(NanoModel::extract);

    private NanoModel() {}

    /**
     * The model's folder. The first call of a process copies it to a temporary folder, which is deleted when the process
     * ends.
     *
     * @return a folder that {@link io.github.modeleditor.api.ModelEditor#forModel} opens
     * @throws StorageException if there is no temporary folder to write to
     */
    public static Path folder() {
        return FOLDER.get();
    }

    /**
     * Copies the model to a folder of the caller's, to be kept. Files of the same names are replaced.
     *
     * @param folder where to; made where missing
     * @return the folder
     * @throws StorageException if it cannot be written
     */
    public static Path copyTo(Path folder) {
        for (String name : FILES) {
            AtomicFiles.write(folder.resolve(name), out -> {
                try (InputStream resource = resource(name)) {
                    resource.transferTo(out);
                }
            });
        }
        return folder;
    }

    /**
     * Everything the model was trained to know. Each fact has a subject and the paraphrases that the model knows too.
     *
     * @return 609 facts; a true statement is the prompt with its target
     */
    public static List<Fact> facts() {
        return read(FACTS);
    }

    /**
     * Counterfactual edits to try: each has a subject, the old target that the model knows, paraphrases to measure
     * generalization on, and neighbours to measure locality on.
     *
     * @return five edits
     */
    public static List<Fact> demoEdits() {
        return read(DEMO_EDITS);
    }

    private static List<Fact> read(String name) {
        return FactFile.read(folder().resolve(name), FactFormat.JSONL).facts();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(NanoModel.class.getResourceAsStream("model/" + name), name);
    }

    private static Path extract() {
        Path folder;
        try {
            folder = Files.createTempDirectory("modeleditor-nano-");
        } catch (IOException failure) {
            throw new StorageException(
                    "Cannot make a temporary folder for the nano model in " + System.getProperty("java.io.tmpdir")
                            + ". Set java.io.tmpdir to a folder that can be written to.",
                    failure);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete-" + folder.getFileName()));
        return copyTo(folder);
    }

    /** As good as possible: at the end of a process nobody is left to be told. */
    private static void delete(Path folder) {
        try {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException stillInUse) {
            folder.toFile().deleteOnExit();
        }
    }
}
