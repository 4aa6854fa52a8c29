package io.github.modeleditor.spark.model;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.CoreEditingSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;

/**
 * The models that this JVM has open: one engine for each content, device and precision, however many tasks, factories and paths there
 * are. An engine is opened when a task first asks for it and closed when the JVM ends; its weights are mapped from the files, so that
 * executors of one host share their pages. Thread-safe: tasks that ask meanwhile wait for the one that opens.
 */
public final class OpenModels {
    private static final String GPU = "gpu";

    /** What tells engines apart. */
    private record Content(String fingerprint, Device device, Precision precision) {}

    /** Where an engine was asked for before, so that nothing is hashed again. */
    private record Opening(Path model, Device device, Precision precision) {}

    /** An engine, edited one way. */
    private record Use(Content content, String factory) {}

    private static final OpenModels OF_THIS_JVM = new OpenModels();

    private final Map<Opening, Content> openings = new HashMap<>();
    private final Map<Content, CoreEditingSession> engines = new HashMap<>();
    /** Kept open too, as a session that closes lets go of the gradient graph that the next task wants. */
    private final Map<Use, CoreEditingSession> uses = new HashMap<>();

    /** Holds nothing; apart from the JVM's own for tests alone. */
    OpenModels() {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OF_THIS_JVM::close, "close-open-models"));
    }

    /**
     * The session of a model that is edited one way; not to be closed by the caller.
     *
     * @param where the model is
     * @param factory how it is edited. Where its editor leaves the device open, that is the task's first GPU if it was given one, else the
     *     CPU with as many threads as {@code spark.task.cpus} says
     * @return the session of this JVM
     */
    public static CoreEditingSession session(ModelLocation where, EditorFactory factory) {
        return OF_THIS_JVM.open(where.local(), factory);
    }

    /** The session of a model on this machine. */
    synchronized CoreEditingSession open(Path model, EditorFactory factory) {
        EditorSettings settings = placed(factory.editor(model)).settings();
        Opening opening = new Opening(settings.model(), settings.device(), settings.precision());
        Content content = openings.get(opening);
        if (content == null) {
            content = opened(opening, settings);
        }
        CoreEditingSession engine = Objects.requireNonNull(engines.get(content), "an engine that is open");
        Use use = new Use(content, hash(factory));
        return uses.computeIfAbsent(
                use,
                made -> engine.with(
                        same -> placed(factory.editor(engine.settings().model()))));
    }

    private Content opened(Opening opening, EditorSettings settings) {
        if (!(ModelEditor.of(settings).open() instanceof CoreEditingSession session)) {
            throw new InvalidConfigurationException(
                    "The engine on the class path is not one of this library's. Use editor-onnx on every machine.");
        }
        Content content = new Content(session.fingerprint(), opening.device(), opening.precision());
        if (engines.putIfAbsent(content, session) != null) {
            session.close();
        }
        openings.put(opening, content);
        return content;
    }

    /** How many engines are open. */
    synchronized int size() {
        return engines.size();
    }

    /** Closes all of them; what is asked for later is opened anew. */
    synchronized void close() {
        List<CoreEditingSession> sessions = new ArrayList<>(uses.values());
        sessions.addAll(engines.values());
        uses.clear();
        engines.clear();
        openings.clear();
        sessions.forEach(CoreEditingSession::close);
    }

    private static ModelEditor placed(ModelEditor editor) {
        Device device = editor.settings().device();
        @Nullable TaskContext task = TaskContext.get();
        if (task == null) {
            return editor;
        }
        if (device instanceof Device.Auto) {
            @Nullable ResourceInformation gpu = task.resourcesJMap().get(GPU);
            return editor.onDevice(
                    gpu == null ? Device.cpu(task.cpus()) : Device.cuda(Integer.parseInt(gpu.addresses()[0])));
        }
        return device.equals(Device.cpu()) ? editor.onDevice(Device.cpu(task.cpus())) : editor;
    }

    private static String hash(EditorFactory factory) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        } catch (IOException failure) {
            throw new InvalidConfigurationException(
                    "What makes the editor cannot be serialized (" + failure.getMessage()
                            + "). Let it capture nothing but what is serializable.",
                    failure);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
