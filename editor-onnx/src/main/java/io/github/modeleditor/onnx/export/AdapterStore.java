package io.github.modeleditor.onnx.export;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.importer.GgufAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Adapters of one base model, out in any format and in again. Usable when the model is closed. */
public final class AdapterStore implements AdapterWriter {
    private final List<Projection> projections;
    private final String baseModel;
    private final GgufAdapter gguf;

    /**
     * A store for a model.
     *
     * @param projections where adapters attach
     * @param baseModel what the model is called, or where it came from
     * @param gguf what GGUF calls its modules
     */
    public AdapterStore(List<Projection> projections, String baseModel, GgufAdapter gguf) {
        this.projections = List.copyOf(projections);
        this.baseModel = baseModel;
        this.gguf = gguf;
    }

    @Override
    public void write(Path place, AdapterFormat format, LoraWeights weights, String baseFingerprint) {
        switch (format) {
            case ONNX -> AdapterFile.write(place, weights, ParameterNames.BASE_GRAPH, baseFingerprint);
            case PEFT -> PeftFolder.write(place, weights, baseFingerprint, projections, baseModel);
            case GGUF -> gguf.writeTo(place, weights);
            case GENAI -> AdapterFile.write(place, weights, ParameterNames.GENAI, null);
        }
    }

    /**
     * Reads an adapter: a folder is PEFT's, a file an {@code .onnx_adapter}.
     *
     * @param place where it lies
     * @param baseFingerprint the base model's
     * @return the weights
     * @throws AdapterException if there is no whole adapter, or it was made for another base model
     */
    public LoraWeights read(Path place, String baseFingerprint) {
        AtomicFolders.restore(place);
        return Files.isDirectory(place)
                ? PeftFolder.read(place, projections, baseFingerprint)
                : AdapterFile.read(place, projections, baseFingerprint);
    }
}
