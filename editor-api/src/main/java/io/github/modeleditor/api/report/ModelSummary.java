package io.github.modeleditor.api.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is and what an edit of it would need, read from its files: nothing is run, and no weight is loaded.
 *
 * @param name its folder's name
 * @param family {@code model_type} of {@code config.json}, such as {@code llama}, where something says it
 * @param graph what its graph is made of
 * @param targets where an adapter can attach
 * @param obstacles what keeps the configured edit from being made, in sentences; empty where nothing does
 * @param memory what the configured edit takes at most beside the Java runtime; empty where there are obstacles
 */
public record ModelSummary(
        String name,
        Optional<String> family,
        Graph graph,
        List<Targets> targets,
        List<String> obstacles,
        List<Memory> memory) {
    public ModelSummary {
        targets = List.copyOf(targets);
        obstacles = List.copyOf(obstacles);
        memory = List.copyOf(memory);
    }

    /**
     * What a graph is made of.
     *
     * @param exporter what wrote the graph, with its version, where it says so
     * @param operatorSets versions of the operator sets, by domain; the standard one is {@code ai.onnx}
     * @param operators how often each operator is used, by name, with its domain outside the standard one
     * @param weights what the graph stores, by element type
     * @param inputs what the graph is fed, as in {@code input_ids int64 [batch, sequence]}
     * @param outputs what the graph gives
     * @param cachedLayers how many layers have keys and values in a cache that the graph takes; 0 where it has none
     */
    public record Graph(
            Optional<String> exporter,
            Map<String, Long> operatorSets,
            Map<String, Integer> operators,
            List<Weights> weights,
            List<String> inputs,
            List<String> outputs,
            int cachedLayers) {
        public Graph {
            operatorSets = Collections.unmodifiableMap(new LinkedHashMap<>(operatorSets));
            operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
            weights = List.copyOf(weights);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * Weights of one element type; tensors that several operators share count once, and small constants count too.
     *
     * @param type such as {@code float} or {@code float16}
     * @param parameters how many numbers
     * @param bytes their size
     */
    public record Weights(String type, long parameters, long bytes) {}

    /**
     * Modules that differ in their layer only.
     *
     * @param path their path, {@code N} in the place of the layer
     * @param count how many there are
     * @param trainable how many of them an adapter can be trained on: between them and the logits every operator has a
     *     gradient
     * @param inputs the width of x; the vocabulary of an embedding
     * @param outputs the width of y
     */
    public record Targets(String path, int count, int trainable, int inputs, int outputs) {}

    /**
     * One part of the memory that an edit takes.
     *
     * @param what what it is for
     * @param bytes its size, estimated
     */
    public record Memory(String what, long bytes) {}

    /**
     * Whether the configured edit can be made.
     *
     * @return true if there is no obstacle
     */
    public boolean editable() {
        return obstacles.isEmpty();
    }
}
