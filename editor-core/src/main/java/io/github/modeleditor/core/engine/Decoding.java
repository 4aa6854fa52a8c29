package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.error.DeviceException;
import java.util.List;

/**
 * Texts side by side that grow token by token, while the model keeps the keys and values of what it has read. Not
 * thread-safe. It holds memory until it is closed.
 */
public interface Decoding extends AutoCloseable {
    /**
     * Reads the prompts. To be called first, and once.
     *
     * @param prompts the tokens of each row; at least one row, each of at least one token; they may differ in length
     * @return the logits of the token after each prompt, of shape [rows][vocabulary]
     * @throws DeviceException if the device fails
     */
    float[][] begin(List<int[]> prompts);

    /**
     * Goes on with some rows and drops the others.
     *
     * @param rows which of the present rows go on, ascending; at least one. From now on they are counted anew from 0
     * @param tokens the token added to each of them
     * @return the logits of the token after it, of shape [rows][vocabulary]
     * @throws DeviceException if the device fails
     */
    float[][] next(int[] rows, int[] tokens);

    /** Frees what it holds. A second call does nothing. */
    @Override
    void close();
}
