/**
 * The ONNX engine. The api finds it by {@link java.util.ServiceLoader}; what a user may implement is in {@link
 * io.github.modeleditor.onnx.spi}, and all else is hidden.
 */
module io.github.modeleditor.onnx {
    requires transitive io.github.modeleditor.api;
    requires transitive com.microsoft.onnxruntime;
    requires static transitive org.jspecify;
    requires io.github.modeleditor.core;
    requires io.github.modeleditor.graph;
    requires io.github.modeleditor.importer;
    requires ai.djl.api;
    requires ai.djl.tokenizers;
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires com.google.protobuf;
    requires flatbuffers.java;
    requires org.slf4j;
    requires org.tribuo.util.onnx;
    // What the automatic modules among those need: they cannot say it, and a module that nothing requires is not there.
    requires java.desktop;
    requires java.logging;
    requires java.management;
    requires jdk.unsupported;

    exports io.github.modeleditor.onnx.spi;

    uses io.github.modeleditor.api.spi.SessionSettings;
    uses io.github.modeleditor.onnx.spi.SessionOptionsCustomizer;

    provides io.github.modeleditor.api.spi.EditorProvider with
            io.github.modeleditor.onnx.OnnxEditorProvider;
}
