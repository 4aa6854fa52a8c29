package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.Precision;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a caller waits for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@SuppressWarnings("NullAway.Init") // JMH sets what a benchmark reads
public class Edits {
    /** A model folder, or {@value Models#NANO}. */
    @Param(Models.NANO)
    public String model;

    /** What the model is given. */
    @Param("The Eiffel Tower is located in the city of")
    public String prompt;

    /** What it is to go on with. */
    @Param("Rome")
    public String target;

    /** What the frozen model is computed in. */
    @Param("float32")
    public String precision;

    private ModelEditor editor;

    /** Names the model. */
    @Setup
    public void name() {
        editor = ModelEditor.forModel(Models.folder(model))
                .withMethod(EditingMethod.paper())
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))
                .withAugmentation()
                .onDevice(Device.cpu())
                .withPrecision(Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
    }

    /**
     * From a folder to a model that answers.
     *
     * @return the first token that it adds to a prompt
     */
    @Benchmark
    public String open() {
        try (EditingSession session = editor.open()) {
            return session.base().complete(prompt, 1);
        }
    }

    /**
     * The same, ready for edits too.
     *
     * @return the first token that it adds to a prompt
     */
    @Benchmark
    public String openPrepared() {
        try (EditingSession session = editor.open().prepare()) {
            return session.base().complete(prompt, 1);
        }
    }

    /** A model that was just opened. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Fresh {
        EditingSession session;

        EditingSession opened(ModelEditor editor) {
            return editor.open();
        }

        /**
         * Opens the model.
         *
         * @param edits which
         */
        @Setup(Level.Invocation)
        public void open(Edits edits) {
            session = opened(edits.editor);
        }

        /** Closes it. */
        @TearDown(Level.Invocation)
        public void close() {
            session.close();
        }
    }

    /** A model that was just opened, ready for edits. */
    @State(Scope.Benchmark)
    public static class Prepared extends Fresh {
        @Override
        EditingSession opened(ModelEditor editor) {
            return super.opened(editor).prepare();
        }
    }

    /**
     * From a fact to its right completion, on a model that was just opened.
     *
     * @param fresh the model
     * @return the completion
     */
    @Benchmark
    public String firstEdit(Fresh fresh) {
        return edit(fresh.session);
    }

    /**
     * The same on a model that was just opened, ready for edits.
     *
     * @param prepared the model
     * @return the completion
     */
    @Benchmark
    public String preparedEdit(Prepared prepared) {
        return edit(prepared.session);
    }

    private String edit(EditingSession session) {
        try (EditedModel edited = session.edit(Fact.of(prompt, target))) {
            String completion = edited.complete(prompt).strip();
            if (!completion.startsWith(target)) {
                throw new IllegalStateException("The edit did not take: " + completion);
            }
            return completion;
        }
    }
}
