package io.github.modeleditor.importer.tensor;

import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors of a model by the names that Hugging Face's library has for them. Immutable. */
public final class Checkpoint {
    private final Path place;
    private final Map<String, TensorData> tensors;
    private final boolean keepsFewBits;

    /**
     * A checkpoint.
     *
     * @param place the file or folder that a message should name
     * @param tensors by name
     */
    public Checkpoint(Path place, Map<String, ? extends TensorData> tensors) {
        this(place, Collections.unmodifiableMap(new LinkedHashMap<>(tensors)), false);
    }

    private Checkpoint(Path place, Map<String, TensorData> tensors, boolean keepsFewBits) {
        this.place = place;
        this.tensors = tensors;
        this.keepsFewBits = keepsFewBits;
    }

    /**
     * The same, whose matrices of few bits are to stay so.
     *
     * @return a checkpoint of the same tensors
     */
    public Checkpoint keepingFewBits() {
        return new Checkpoint(place, tensors, true);
    }

    /**
     * Whether matrices of few bits stay so.
     *
     * @return true if so, else they become single precision
     */
    public boolean keepsFewBits() {
        return keepsFewBits;
    }

    /**
     * Where it lies.
     *
     * @return a file or a folder
     */
    public Path place() {
        return place;
    }

    /**
     * What there is.
     *
     * @return names
     */
    public Set<String> names() {
        return tensors.keySet();
    }

    /**
     * One tensor, if it is there.
     *
     * @param name its name
     * @return the tensor
     */
    public Optional<TensorData> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * One tensor.
     *
     * @param name its name
     * @return the tensor
     * @throws InvalidModelException if it is not there
     */
    public TensorData get(String name) {
        return find(name)
                .orElseThrow(() -> new InvalidModelException("The model in " + place + " has no tensor " + name
                        + ", which its configuration asks for. Download all of its files again."));
    }
}
