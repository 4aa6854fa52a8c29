package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.nano.NanoModel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** How long who reads a model waits for an answer of five tokens, while nothing else happens and while facts are trained. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 40)
@SuppressWarnings("NullAway.Init") // JMH sets what a benchmark reads
public class Answers {
    private static final int TOKENS = 5;

    /** A model folder, or {@value Models#NANO}. */
    @Param(Models.NANO)
    public String model;

    /** How many facts are trained meanwhile; 0 for none. */
    @Param({"0", "100"})
    public int facts;

    private final Cancellation end = new Cancellation();
    private EditingSession session;
    private LanguageModel base;
    private @Nullable Thread training;

    /**
     * Opens the model and begins to train, without end.
     *
     * @throws InterruptedException if that is cut short
     */
    @Setup(Level.Trial)
    public void begin() throws InterruptedException {
        session = ModelEditor.forModel(Models.folder(model))
                .onDevice(Device.cpu())
                .withTraining(TrainingConfig.defaults().withEpochs(10_000).withLearnedLoss(0))
                .open();
        base = session.base();
        if (facts > 0) {
            CountDownLatch steps = new CountDownLatch(2);
            Thread thread = new Thread(() -> train(steps), "training");
            training = thread;
            thread.start();
            steps.await();
        }
    }

    private void train(CountDownLatch steps) {
        try {
            session.edit(EditRequest.of(NanoModel.facts().subList(0, facts))
                            .cancelledBy(end)
                            .onProgress(event -> {
                                if (event instanceof EditEvent.Step) {
                                    steps.countDown();
                                }
                            }))
                    .close();
        } catch (EditCancelledException asked) {
            // So it ends.
        }
    }

    /**
     * An answer of five tokens.
     *
     * @return the answer
     */
    @Benchmark
    public Generation answer() {
        return base.generate(GenerationRequest.of("The Eiffel Tower is located in the city of")
                .with(GenerationConfig.defaults().withMaximumTokens(TOKENS).withStopStrings()));
    }

    /**
     * Ends the training.
     *
     * @throws InterruptedException if that is cut short
     */
    @TearDown(Level.Trial)
    public void end() throws InterruptedException {
        end.cancel();
        Thread thread = training;
        if (thread != null) {
            thread.join();
        }
        session.close();
    }
}
