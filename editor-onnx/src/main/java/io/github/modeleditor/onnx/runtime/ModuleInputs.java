package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.plan.ModuleInputsGraph;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A look at what modules are given, by a session that is opened for it. */
public final class ModuleInputs {
    private ModuleInputs() {}

    /**
     * Runs the graph for one batch after the other.
     *
     * @param plan of the graph, with all modules of the layout
     * @param batches rows with at least one target in each
     * @param layout which modules
     * @param weights the model's weights, of the types that the plan's graph has
     * @param device where to run
     * @param consumer of what each module of the layout is given: an array of shape [targets][inputs] row by row, which modules that are
     *     given the same share; of an embedding an empty one
     */
    public static void of(
            ModuleInputsGraph plan,
            List<TokenBatch> batches,
            LoraLayout layout,
            WeightTensors weights,
            Device device,
            BiConsumer<TokenBatch, float[][]> consumer) {
        List<TargetModule> modules = layout.targetModules();
        if (plan.outputs().isEmpty()) {
            batches.forEach(batch -> consumer.accept(batch, new float[modules.size()][0]));
            return;
        }
        Device computing = Devices.computing(device, plan.precision());
        try (Session session = Session.open(plan.graph(), weights, computing, Optimization.NONE)) {
            for (TokenBatch batch : batches) {
                consumer.accept(batch, inputs(session, plan, batch, modules));
            }
        }
    }

    private static float[][] inputs(
            Session session, ModuleInputsGraph plan, TokenBatch batch, List<TargetModule> modules) {
        Map<String, float[]> rows = new HashMap<>();
        try (Feeds feeds = Feeds.places(plan.decoder(), batch);
                Result result = session.run(
                        feeds.with(Map.of()), new HashSet<>(plan.outputs().values()), Map.of())) {
            for (TargetModule module : modules) {
                String output = plan.outputs().get(module.path());
                if (output != null) {
                    // The buffer is a copy in the heap already, of tens of megabytes.
                    rows.computeIfAbsent(output, name -> Session.output(result, name)
                            .getFloatBuffer()
                            .array());
                }
            }
        }
        return modules.stream()
                .map(module -> plan.outputs().get(module.path()))
                .map(output -> output == null ? new float[0] : rows.get(output))
                .toArray(float[][]::new);
    }
}
