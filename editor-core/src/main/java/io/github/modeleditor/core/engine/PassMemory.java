package io.github.modeleditor.core.engine;

/** What memory an edit takes, as a function of its largest pass. It grows with each of the three. */
@FunctionalInterface
public interface PassMemory {
    /**
     * An estimate.
     *
     * @param rows texts side by side; at least 1
     * @param columns tokens of each, padding included; at least 1
     * @param targets tokens whose likelihood counts; at least 1
     * @return bytes of the whole edit beside the Java runtime, the weights of the model included; 0 where nothing is known
     */
    long bytes(int rows, int columns, int targets);
}
