package io.github.modeleditor.core;

import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.metric.Baselines;
import io.github.modeleditor.core.metric.Drift;
import io.github.modeleditor.core.metric.Evaluator;
import io.github.modeleditor.core.metric.Judgement;
import io.github.modeleditor.core.metric.ModelAnswers;
import io.github.modeleditor.core.metric.Questionnaire;
import io.github.modeleditor.core.report.CoreEvaluationReport;
import io.github.modeleditor.core.report.PeakMemory;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the unedited model and an edited one the same, and reports. Used by one thread. */
final class Comparison {
    private final EditPhases phases;
    private final Baselines baselines;
    private final Questionnaire asked;
    private final ScoringPass scoring;
    private final Evaluator evaluator;
    private final Drift drift;
    private final String hash;

    /**
     * A comparison that has not begun. What is wrong with a fact shows here, before anything takes long.
     *
     * @param engine the open model
     * @param settings what to measure
     * @param facts what is asked about
     * @param phases who hears of progress
     * @param baselines what the unedited model was asked before
     */
    Comparison(Engine engine, EditorSettings settings, List<Fact> facts, EditPhases phases, Baselines baselines) {
        this.phases = phases;
        this.baselines = baselines;
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        asked = new Questionnaire(facts, settings.evaluation(), tokenizer);
        scoring = new ScoringPass(engine, BatchLimits.of(settings.training()));
        evaluator = new Evaluator(asked, scoring, new TextGenerator(engine, tokenizer));
        drift = new Drift(engine, settings.evaluation().driftTexts());
        hash = asked.contentHash(engine.description());
    }

    /** What asks: what it learns about memory holds for training too. */
    ScoringPass scoring() {
        return scoring;
    }

    /** What an edited model answered. */
    record Edited(ModelAnswers answers, Drift.Result drift, @Nullable LoraWeights weights) {}

    /** Asks the unedited model, unless it was asked the same before. */
    ModelAnswers before() {
        int size = asked.size();
        phases.tell(Phase.MEASURING_BEFORE, 0, size);
        Optional<ModelAnswers> known = baselines.find(hash, asked);
        if (known.isPresent()) {
            phases.tell(Phase.MEASURING_BEFORE, size, size);
            return known.get();
        }
        ModelAnswers answers = evaluator.ask(null, done -> phases.tell(Phase.MEASURING_BEFORE, done, size));
        baselines.keep(hash, asked, answers);
        return answers;
    }

    /** Asks the edited model, and both about what the edit is not about. */
    Edited after(LoraWeights weights) {
        int size = asked.size() + drift.size();
        phases.tell(Phase.MEASURING_AFTER, 0, size);
        ModelAnswers answers = evaluator.ask(weights, done -> phases.tell(Phase.MEASURING_AFTER, done, size));
        return new Edited(answers, drift(weights, size), weights);
    }

    /** The unedited model in the place of an edited one. */
    Edited unedited(ModelAnswers before) {
        int size = drift.size();
        phases.tell(Phase.MEASURING_AFTER, 0, size);
        return new Edited(before, drift(null, size), null);
    }

    private Drift.Result drift(@Nullable LoraWeights weights, int size) {
        return drift.measure(weights, done -> phases.tell(Phase.MEASURING_AFTER, size - drift.size() + done, size));
    }

    CoreEvaluationReport report(ModelAnswers before, Edited edited, Provenance provenance) {
        List<Integer> broken = new Judgement(asked, before, edited.answers()).broken();
        ModelAnswers shownBefore = evaluator.complete(before, broken, null);
        baselines.keep(hash, asked, shownBefore);
        ModelAnswers shownAfter = evaluator.complete(edited.answers(), broken, edited.weights());
        Judgement judgement = new Judgement(asked, shownBefore, shownAfter);
        return new CoreEvaluationReport(
                judgement.total(PromptReport::before),
                judgement.total(PromptReport::after),
                judgement.facts(),
                sideEffects(judgement, edited.drift()),
                provenance,
                PeakMemory.bytes());
    }

    private static SideEffects sideEffects(Judgement judgement, Drift.Result drift) {
        return new SideEffects(
                judgement.fluency(),
                judgement.consistency(),
                drift.perplexity(),
                drift.klDivergence(),
                drift.klDivergences(),
                judgement.generalAbility());
    }
}
