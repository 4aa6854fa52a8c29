package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.generation.GenerationRequest;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.onnx.OnnxEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

/** What a cache of keys and values saves an edit of a hundred facts, where a model has one or where one is added. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@SuppressWarnings("NullAway.Init") // JMH sets what a benchmark reads
public class Caches {
    private static final int FACTS = 100;

    /** A model folder, or {@value Models#NANO}. */
    @Param(Models.NANO)
    public String model;

    /** Whether the cache is used; else each token runs its whole text again. */
    @Param({"true", "false"})
    public boolean cache;

    private OnnxEngine engine;
    private TextGenerator generator;

    /** Opens the model. */
    @Setup
    public void open() {
        engine = OnnxEngine.open(Models.folder(model), Device.cpu(), LoraConfig.defaults());
        Engine asked = cache ? engine : withoutCache(engine);
        generator = new TextGenerator(asked, PromptTokenizer.of(asked));
    }

    private static Engine withoutCache(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) ->
                        method.getName().equals("decoding") ? Optional.empty() : called(method, engine, arguments));
    }

    private static Object called(Method method, Engine engine, Object[] arguments) throws Throwable {
        try {
            return method.invoke(engine, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Closes it. */
    @TearDown
    public void close() {
        engine.close();
    }

    /**
     * Ten prefixes of ten tokens for each fact, as the paper's recipe has them.
     *
     * @return the prefixes
     */
    @Benchmark
    public List<String> prefixes() {
        return generator.sample(10 * FACTS, 10, new Random(0));
    }

    /**
     * A completion of sixteen tokens for each fact.
     *
     * @return the completions
     */
    @Benchmark
    public List<String> completions() {
        List<GenerationRequest> prompts = new ArrayList<>();
        for (int fact = 0; fact < FACTS; fact++) {
            int[] prompt = generator.prompt("The mother tongue of inhabitant number " + fact + " is", PromptForm.PLAIN);
            prompts.add(new GenerationRequest(prompt, new int[0], 16, text -> false));
        }
        return generator.generateGreedily(prompts, null);
    }
}
