/**
 * Builds the ONNX graph of a model as it is published, a folder of Hugging Face or a GGUF file, without Python, for the engine and the
 * command line. {@link io.github.modeleditor.importer.ModelImport} is all that they see, but for the header of safetensors files, as adapters
 * are such files too.
 */
// They are built after this module.
@SuppressWarnings("module")
module io.github.modeleditor.importer {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.core;
    requires io.github.modeleditor.graph;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires com.google.protobuf;
    requires org.tribuo.util.onnx;

    exports io.github.modeleditor.importer to
            io.github.modeleditor.cli,
            io.github.modeleditor.onnx;
    exports io.github.modeleditor.importer.safetensors to
            io.github.modeleditor.onnx;
}
