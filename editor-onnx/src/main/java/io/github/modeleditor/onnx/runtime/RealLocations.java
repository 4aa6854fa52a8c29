package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ir.ExternalData;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows the links of a model's weights. ONNX Runtime does so too, and then refuses weights that lie outside of the model's
 * folder; but a cache of the Hugging Face Hub is nothing but links to files that lie together elsewhere.
 *
 * @param model the model, its weights named where they lie
 * @param folder what they lie in
 */
record RealLocations(ModelProto model, Path folder) {
    /**
     * Names the weights of a model where they lie.
     *
     * @param model a model whose weights may lie in other files
     * @param folder the folder of those files
     * @return the same model
     * @throws InvalidModelException if one is gone
     */
    static RealLocations of(ModelProto model, Path folder) {
        Map<Path, Path> files = new HashMap<>();
        for (Path file : ExternalData.files(model.getGraph().getInitializerList(), folder)) {
            files.put(file, real(file));
        }
        Path common = files.values().stream()
                .map(file -> file.resolveSibling(""))
                .reduce(RealLocations::commonFolder)
                .orElse(folder);
        ModelProto.Builder renamed = model.toBuilder();
        for (TensorProto.Builder tensor : renamed.getGraphBuilder().getInitializerBuilderList()) {
            for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
                if (entry.getKey().equals("location")) {
                    Path file = files.get(folder.resolve(entry.getValue()).normalize());
                    entry.setValue(common.relativize(file).toString().replace(File.separatorChar, '/'));
                }
            }
        }
        return new RealLocations(renamed.build(), common);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The weights file " + file + " cannot be found (" + e.getMessage() + "). Put it beside the graph.",
                    e);
        }
    }

    private static Path commonFolder(Path one, Path other) {
        Path common = one;
        while (!other.startsWith(common)) {
            Path above = common.getParent();
            if (above == null) {
                throw new InvalidModelException("The weights of one model lie in " + one + " and in " + other
                        + ", which have no folder in common. Put them beside the graph.");
            }
            common = above;
        }
        return common;
    }
}
