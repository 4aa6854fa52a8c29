package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.graph.ir.Graph;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A graph that runs, for several threads at a time; it is closed when none runs it. */
final class Session implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> fed;
    private final String arenas;
    private volatile boolean shrinking;
    private volatile boolean shrinkingOnce;
    private volatile boolean closed;

    private Session(OrtSession session, Map<String, OnnxTensor> fed, String arenas) {
        this.session = session;
        this.fed = fed;
        this.arenas = arenas;
    }

    /** How much ONNX Runtime may rewrite a graph before it runs. */
    enum Optimization {
        /** Not at all: for a graph that runs once or twice, or that has nothing to gain. */
        NONE,
        /** All it can. */
        FULL
    }

    /**
     * Opens a session.
     *
     * @param graph what to run
     * @param weights what its external initializers are
     * @param device where
     * @param optimization how much it may be rewritten first
     * @return the session
     */
    static Session open(Graph graph, WeightTensors weights, Device device, Optimization optimization) {
        return OrtCalls.call("open a session on " + device, () -> {
            OrtEnvironment environment = Environment.get();
            RealLocations located = RealLocations.of(withoutInputShapes(graph), graph.folder());
            try (SessionOptions options = options(graph, weights, device, optimization)) {
                options.addConfigEntry(
                        "session.model_external_initializers_file_folder_path",
                        located.folder().toString());
                Customizers.customize(options, device);
                // What ONNX Runtime computes beforehand of a weight it reads from its file, whatever tensor it was
                // given instead.
                Map<String, OnnxTensor> fed = new HashMap<>(weights.tensors());
                fed.keySet().retainAll(graph.fedWeights());
                ModelProto model = located.model();
                if (device instanceof Device.Cuda) {
                    model = GivenWeights.asInitializers(model, fed);
                    options.addExternalInitializers(new HashMap<>(fed));
                    fed.clear();
                }
                return new Session(
                        environment.createSession(model.toByteArray(), options), fed, Devices.arenas(device));
            }
        });
    }

    /**
     * The graph, its inputs without shapes. Where ONNX Runtime 1.29 can infer shapes, it plans which buffer may take another's
     * place, in time quadratic in the number of nodes: seven seconds for the gradients of 30 layers. Its arena reuses memory
     * without that plan too.
     */
    private static ModelProto withoutInputShapes(Graph graph) {
        ModelProto.Builder model = graph.toProto().toBuilder();
        model.getGraphBuilder()
                .getInputBuilderList()
                .forEach(input -> input.getTypeBuilder().getTensorTypeBuilder().clearShape());
        return model.build();
    }

    private static SessionOptions options(Graph graph, WeightTensors weights, Device device, Optimization optimization)
            throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(optimization == Optimization.NONE ? OptLevel.NO_OPT : OptLevel.ALL_OPT);
        // Lengths change from batch to batch, and a memory pattern would be kept for each.
        options.setMemoryPatternOptimization(false);
        options.setDeterministicCompute(true);
        // Packed copies of the weights cost their size again for each session, and a tenth of the time at most.
        options.addConfigEntry("session.disable_prepacking", "1");
        Set<String> fed = graph.fedWeights();
        for (Map.Entry<String, OnnxTensor> weight : weights.tensors().entrySet()) {
            if (graph.weights().containsKey(weight.getKey()) && !fed.contains(weight.getKey())) {
                options.addInitializer(weight.getKey(), weight.getValue());
            }
        }
        if (graph.weights().values().stream().anyMatch(weight -> weight.type() == DataType.BFLOAT16)) {
            // It would join bfloat16 rows with a factor of single precision, for which there is no kernel.
            options.addConfigEntry("optimization.disable_specified_optimizers", "SimplifiedLayerNormFusion");
        }
        Devices.configure(options, device);
        return options;
    }

    /**
     * Runs the graph.
     *
     * @param inputs what it is fed
     * @param outputs what is wanted
     * @param pinned outputs that are written into given tensors; disjoint from {@code outputs}
     * @return the wanted outputs, to be closed by the caller
     * @throws ModelClosedException if the session is closed
     * @throws DeviceMemoryException if memory ran out; the session is as it was before
     */
    Result run(Map<String, OnnxTensor> inputs, Set<String> outputs, Map<String, OnnxTensor> pinned) {
        if (closed) {
            throw new ModelClosedException("The session is closed. Open the model again.");
        }
        Map<String, OnnxTensor> all = new HashMap<>(inputs);
        all.putAll(fed);
        try (RunOptions options = OrtCalls.call("set the options of a run", this::options)) {
            return OrtCalls.call("run the graph", () -> session.run(all, outputs, pinned, options));
        } catch (DeviceMemoryException e) {
            shrinking = true;
            throw e;
        }
    }

    /** Lets the next run free what it leaves unused, all that earlier and larger runs took among it. */
    void shrinkOnce() {
        shrinkingOnce = true;
    }

    /** Where memory ran out before, what a pass leaves unused in the arena is wanted elsewhere. */
    private RunOptions options() throws OrtException {
        RunOptions options = new RunOptions();
        if (shrinking || shrinkingOnce) {
            shrinkingOnce = false;
            options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", arenas);
        }
        return options;
    }

    /** One of the wanted outputs of a run. */
    static OnnxTensor output(Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            OrtCalls.act("close a session", session::close);
        }
    }
}
