package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.plan.ModuleInputsGraph;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** One look at what modules are given, by a session that is opened for it. */
public final class ModuleInputs {
    private ModuleInputs() {}

    /**
     * Runs the graph once.
     *
     * @param plan of the graph, with all modules of the layout
     * @param batch rows with at least one target
     * @param layout which modules
     * @param weights the model's weights, of the types that the plan's graph has
     * @param device where to run
     * @return for each module of the layout an array of shape [targets][inputs] row by row; of an embedding an empty one
     */
    public static float[][] of(
            ModuleInputsGraph plan, TokenBatch batch, LoraLayout layout, WeightTensors weights, Device device) {
        List<TargetModule> modules = layout.targetModules();
        float[][] inputs = new float[modules.size()][0];
        Map<String, String> outputs = plan.outputs();
        if (outputs.isEmpty()) {
            return inputs;
        }
        Device computing = Devices.computing(device, plan.precision());
        try (Session session = Session.open(plan.graph(), weights, computing, Optimization.NONE);
                Feeds feeds = Feeds.places(plan.decoder(), batch);
                Result result = session.run(feeds.with(Map.of()), new HashSet<>(outputs.values()), Map.of())) {
            for (int i = 0; i < inputs.length; i++) {
                TargetModule module = modules.get(i);
                String output = outputs.get(module.path());
                if (output != null) {
                    inputs[i] = new float[Math.multiplyExact(batch.targets(), module.inputs())];
                    Session.output(result, output).getFloatBuffer().get(inputs[i]);
                }
            }
        }
        return inputs;
    }
}
