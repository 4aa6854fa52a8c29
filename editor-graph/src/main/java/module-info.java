/** The graph compiler, for the engine and the import: from a decoder's forward graph to graphs of scores, losses and gradients. */
// Both are built after this module.
@SuppressWarnings("module")
module io.github.modeleditor.graph {
    requires transitive io.github.modeleditor.api;
    requires transitive com.google.protobuf;
    requires transitive org.tribuo.util.onnx;
    requires static transitive org.jspecify;
    requires com.google.common;

    exports io.github.modeleditor.graph.cache to
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.decoder to
            io.github.modeleditor.importer,
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.grad to
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.ir to
            io.github.modeleditor.importer,
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.lora to
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.loss to
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.lower to
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.graph.plan to
            io.github.modeleditor.onnx;
}
