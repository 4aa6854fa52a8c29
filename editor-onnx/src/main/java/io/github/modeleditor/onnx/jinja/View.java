package io.github.modeleditor.onnx.jinja;

import java.util.List;

/**
 * A dictionary's {@code keys()}, {@code values()} or {@code items()}: to be gone over many times, but not indexed.
 *
 * @param type what Python calls it
 * @param items the elements
 */
record View(String type, List<Object> items) {}
