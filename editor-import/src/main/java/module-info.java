/**
 * Builds the ONNX graph of a model as it is published, a folder of Hugging Face or a GGUF file, without Python. {@link
 * io.github.modeleditor.importer.ModelImport} is all that is shown.
 */
module io.github.modeleditor.importer {
    requires transitive io.github.modeleditor.api;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.core;
    requires transitive io.github.modeleditor.graph;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires com.google.protobuf;
    requires org.tribuo.util.onnx;

    exports io.github.modeleditor.importer;
}
