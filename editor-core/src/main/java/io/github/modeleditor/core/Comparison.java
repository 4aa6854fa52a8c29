package io.github.modeleditor.core;

import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.EditorSettings;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.SideEffects;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.example.PromptTokenizer;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.metric.Evaluator;
import io.github.modeleditor.core.metric.ModelAnswers;
import io.github.modeleditor.core.report.CoreEvaluationReport;
import io.github.modeleditor.core.report.PeakMemory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the unedited model and an edited one the same, and reports. Used once, by one thread. */
final class Comparison {
    private final Engine engine;
    private final EditPhases phases;
    private final Evaluator evaluator;

    /**
     * A comparison that has not begun. What is wrong with a fact shows here, before anything takes long.
     *
     * @param engine the open model
     * @param settings what to measure
     * @param facts what is asked about
     * @param phases who hears of progress
     */
    Comparison(Engine engine, EditorSettings settings, List<Fact> facts, EditPhases phases) {
        this.engine = engine;
        this.phases = phases;
        PromptTokenizer tokenizer = new PromptTokenizer(engine.tokenizer(), engine.description());
        evaluator = new Evaluator(
                facts,
                tokenizer,
                new ScoringPass(engine, BatchLimits.of(settings.training())),
                new TextGenerator(engine, tokenizer));
    }

    ModelAnswers before() {
        return ask(Phase.MEASURING_BEFORE, null);
    }

    ModelAnswers after(LoraWeights weights) {
        return ask(Phase.MEASURING_AFTER, weights);
    }

    private ModelAnswers ask(Phase phase, @Nullable LoraWeights weights) {
        phases.tell(phase, 0, evaluator.size());
        return evaluator.ask(weights, asked -> phases.tell(phase, asked, evaluator.size()));
    }

    CoreEvaluationReport report(ModelAnswers before, ModelAnswers after, Map<String, String> provenance) {
        List<FactReport> facts = evaluator.compare(before, after);
        return new CoreEvaluationReport(
                Evaluator.total(facts, prompt -> prompt.before()),
                Evaluator.total(facts, prompt -> prompt.after()),
                facts,
                SideEffects.unmeasured(),
                provenance,
                Provenance.versions(engine.description()),
                PeakMemory.bytes());
    }
}
