package io.github.modeleditor.graph;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where the tiny random decoders under {@code fixtures} lie. */
public final class FixtureFolders {
    public static final List<String> NAMES =
            List.of("llama-dynamo", "llama-torchscript", "gpt2-dynamo", "gpt2-torchscript");

    /** The same with a key/value cache in their graphs. */
    public static final List<String> CACHED =
            List.of("llama-dynamo-cache", "llama-torchscript-cache", "gpt2-dynamo-cache", "gpt2-torchscript-cache");

    private FixtureFolders() {}

    public static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(FixtureFolders.class.getResource("/fixtures/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
