package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

    private ModelEditor editor;

    /** Names the model. */
    @Setup
    public void name() {
        editor = ModelEditor.forModel(Models.folder(model)).onDevice(Device.cpu());
    }

    /**
     * From a folder to a model that answers.
     *
     * @return the first token that it adds to a prompt
     */
    @Benchmark
    public String open() {
        try (EditingSession session = editor.open()) {
            return session.base().complete("The Eiffel Tower is located in the city of", 1);
        }
    }

    /** An open model. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Open {
        private EditingSession session;

        /**
         * Opens the model.
         *
         * @param edits which
         */
        @Setup
        public void open(Edits edits) {
            session = edits.editor.open();
        }

        /** Closes it. */
        @TearDown
        public void close() {
            session.close();
        }
    }

    /**
     * From a fact to its right completion, on an open model.
     *
     * @param open the model
     * @return the completion
     */
    @Benchmark
    public String singleEdit(Open open) {
        Fact fact = Fact.of("The Eiffel Tower is located in the city of", "Rome");
        try (EditedModel edited = open.session.edit(fact)) {
            String completion = edited.complete(fact.prompt(), 1).strip();
            if (!completion.startsWith("Rome")) {
                throw new IllegalStateException("The edit did not take: " + completion);
            }
            return completion;
        }
    }
}
