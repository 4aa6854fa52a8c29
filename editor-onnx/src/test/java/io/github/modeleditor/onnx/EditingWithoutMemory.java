package io.github.modeleditor.onnx;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.TrainingSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that edits a model twice: first with less address space than a training pass needs, then with all it wants. Its
 * arguments: a model folder, and the megabytes that may be added before training begins. It prints halvings, tokens of a pass
 * and losses of each edit, each in a line; or the message of the failure.
 */
final class EditingWithoutMemory {
    private static final int FACTS = 256;

    private EditingWithoutMemory() {}

    public static void main(String[] arguments) {
        long room = Long.parseLong(arguments[1]) << 20;
        ModelEditor editor = ModelEditor.forModel(Path.of(arguments[0]))
                .withMethod(EditingMethod.paper())
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))
                .withAugmentation()
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults()
                        .withBatchSize(FACTS)
                        .withTokensPerPass(100_000)
                        .withMaximumSteps(3)
                        .withLearnedLoss(0))
                .onDevice(Device.cpu(1));
        try (Limit limit = new Limit()) {
            edit(editor, event -> {
                if (event instanceof EditEvent.Progress progress && progress.done() == 0) {
                    switch (progress.phase()) {
                        case TRAINING -> limit.set(addressSpace() + room);
                        case MEASURING_AFTER -> limit.lift();
                        default -> {}
                    }
                }
            });
        }
        edit(editor, EditListener.silent());
    }

    private static void edit(ModelEditor editor, EditListener listener) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < FACTS; i++) {
            facts.add(Fact.of("The sport that player number " + i + " of the team plays is", " baseball"));
        }
        try (EditedModel edited = editor.edit(EditRequest.of(facts).onProgress(listener))) {
            TrainingSummary training = edited.report().training();
            System.out.println(training.adjustments().halvedPasses() + " "
                    + training.adjustments().tokensPerPass() + " "
                    + training.losses().steps());
        }
    }

    /** A process beside this one that limits its address space, and later lifts the limit, when none could be started. */
    private static final class Limit implements AutoCloseable {
        private @Nullable Process helper;

        void set(long bytes) {
            try {
                String pid = Long.toString(ProcessHandle.current().pid());
                Process started = new ProcessBuilder(
                                "sh",
                                "-c",
                                "prlimit --pid $0 --as=$1: && echo limited && read line; prlimit --pid $0 --as=unlimited:",
                                pid,
                                Long.toString(bytes))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                helper = started;
                if (started.getInputStream().read() < 0) {
                    throw new IllegalStateException("prlimit failed");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            lift();
        }

        void lift() {
            Process started = helper;
            if (started != null) {
                helper = null;
                try {
                    started.getOutputStream().close();
                    started.waitFor();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static long addressSpace() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmSize:"))
                    .mapToLong(line ->
                            1024 * Long.parseLong(CharMatcher.inRange('0', '9').retainFrom(line)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
