package io.github.modeleditor.onnx.export;

import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projection.Kind;

/** Places of a graph as layouts of adapters name them. */
public final class LayoutProjections {
    private LayoutProjections() {}

    /**
     * What a layout says of a projection.
     *
     * @param projection of a graph
     * @return path and widths
     */
    public static LoraLayout.Projection of(Projection projection) {
        return new LoraLayout.Projection(
                projection.path(), projection.inputs(), projection.outputs(), projection.kind() == Kind.EMBEDDING);
    }
}
