package io.github.modeleditor.onnx;

import com.google.common.base.Stopwatch;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.report.Diagnosis;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.spi.EditorProvider;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.store.CoreEditStore;
import io.github.modeleditor.onnx.doctor.Doctor;
import io.github.modeleditor.onnx.summary.ModelSummaries;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the method and the ONNX engine; {@link java.util.ServiceLoader} finds it. */
public final class OnnxEditorProvider implements EditorProvider {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);

    /** For {@link java.util.ServiceLoader}. */
    public OnnxEditorProvider() {}

    @Override
    public EditingSession open(EditorSettings settings) {
        return session(settings);
    }

    private static CoreEditingSession session(EditorSettings settings) {
        Stopwatch stopwatch = Stopwatch.createStarted();
        OnnxEngine engine = OnnxEngine.open(settings.model(), settings.device(), settings.lora(), settings.precision());
        Map<String, String> provenance = engine.description().provenance();
        LOGGER.info(
                "Opened {} on {} in {}, with ONNX Runtime {}; that took {}.",
                settings.model(),
                provenance.get("device"),
                provenance.get("precision"),
                provenance.get("onnxruntime"),
                stopwatch);
        return CoreEditingSession.open(engine, settings);
    }

    @Override
    public ModelSummary describe(EditorSettings settings) {
        return ModelSummaries.of(settings.model(), settings.lora(), settings.training());
    }

    @Override
    public Diagnosis diagnose(Device device) {
        return Doctor.examine(device);
    }

    @Override
    public EditStore createStore(Path folder, EditorSettings settings) {
        return CoreEditStore.create(folder, () -> session(settings));
    }

    @Override
    public EditStore openStore(Path folder, EditorSettings settings) {
        return CoreEditStore.open(folder, () -> session(settings));
    }
}
