package io.github.modeleditor.core;

import io.github.modeleditor.api.EditEvent.Phase;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.harm.HarmMeasurement;
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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Asks the unedited model and an edited one the same, and reports. Used by one thread. */
final class Comparison {
    private final EditPhases phases;
    private final Baselines baselines;
    private final WrittenTexts written;
    private final Questionnaire asked;
    private final ScoringPass scoring;
    private final Evaluator evaluator;
    private final Drift drift;
    private final Optional<HarmMeasurement> harm;
    private final String hash;

    /**
     * A comparison that has not begun. What is wrong with a fact shows here, before anything takes long.
     *
     * @param engine the open model
     * @param settings what to measure
     * @param facts what is asked about
     * @param phases who hears of progress
     * @param known what the unedited model was asked before
     */
    Comparison(Engine engine, EditorSettings settings, List<Fact> facts, EditPhases phases, AskedBefore known) {
        this.phases = phases;
        baselines = known.baselines();
        written = known.written();
        PromptTokenizer tokenizer = PromptTokenizer.of(engine);
        asked = new Questionnaire(facts, settings.evaluation(), tokenizer);
        scoring = new ScoringPass(engine, BatchLimits.of(settings.training()));
        evaluator = new Evaluator(asked, scoring, new TextGenerator(engine, tokenizer));
        drift = new Drift(engine, settings.evaluation().driftTexts());
        harm = settings.evaluation().harm() != HarmExtent.NONE
                ? Optional.of(new HarmMeasurement(
                        engine,
                        scoring,
                        facts,
                        settings.evaluation(),
                        settings.training().seed()))
                : Optional.empty();
        hash = asked.contentHash(engine.description());
    }

    /** What asks: what it learns about memory holds for training too. */
    ScoringPass scoring() {
        return scoring;
    }

    /** What the unedited model answered. */
    record Unedited(ModelAnswers answers, Optional<HarmMeasurement.Unedited> harm) {}

    /** What an edited model answered. */
    record Edited(ModelAnswers answers, Optional<Harm> harm, Drift.Result drift, @Nullable LoraWeights weights) {}

    /** Asks the unedited model, unless it was asked the same before. */
    Unedited before() {
        int size = asked.size() + harm.map(HarmMeasurement::sizeBefore).orElse(0);
        LongConsumer progress = phases.progress(Phase.MEASURING_BEFORE, size);
        progress.accept(0);
        ModelAnswers answers = baselines.find(hash, asked).orElseGet(() -> {
            ModelAnswers fresh = evaluator.ask(null, progress::accept);
            baselines.keep(hash, asked, fresh);
            return fresh;
        });
        Optional<HarmMeasurement.Unedited> beside = harm.map(
                measured -> measured.before(baselines, written, done -> progress.accept(asked.size() + (long) done)));
        progress.accept(size);
        return new Unedited(answers, beside);
    }

    /** Asks the edited model, and both about what the edit is not about. */
    Edited after(Unedited before, LoraWeights weights) {
        LongConsumer progress = phases.progress(Phase.MEASURING_AFTER, asked.size() + (long) beside());
        progress.accept(0);
        return edited(before, evaluator.ask(weights, progress::accept), weights, asked.size(), progress);
    }

    /** The unedited model in the place of an edited one. */
    Edited unedited(Unedited before) {
        LongConsumer progress = phases.progress(Phase.MEASURING_AFTER, beside());
        progress.accept(0);
        return edited(before, before.answers(), null, 0, progress);
    }

    /** How much there is to measure beside the facts. */
    private int beside() {
        return harm.map(HarmMeasurement::sizeAfter).orElse(0) + drift.size();
    }

    private Edited edited(
            Unedited before,
            ModelAnswers answers,
            @Nullable LoraWeights weights,
            long answered,
            LongConsumer progress) {
        Optional<Harm> measured = harm.map(measurement ->
                measurement.after(before.harm().orElseThrow(), weights, done -> progress.accept(answered + done)));
        long known = answered + beside() - drift.size();
        Drift.Result drifted = drift.measure(weights, done -> progress.accept(known + done));
        return new Edited(answers, measured, drifted, weights);
    }

    CoreEvaluationReport report(Unedited unedited, Edited edited, Provenance provenance) {
        ModelAnswers before = unedited.answers();
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
                edited.harm(),
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
