package io.github.modeleditor.api.report;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.error.ReportException;
import io.github.modeleditor.api.spi.Providers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How an edited model answers, beside the unedited one. Immutable. */
public interface EvaluationReport {
    /**
     * The unedited model's answers over all facts, each in its own form.
     *
     * @return percentages over all facts; each prompt counts once
     */
    Scores before();

    /**
     * The edited model's answers over all facts, each in its own form.
     *
     * @return percentages over all facts; each prompt counts once
     */
    Scores after();

    /**
     * The unedited model's answers to what was put to it in one form. Facts in {@link PromptForm#CHAT} are asked in both.
     *
     * @param form how
     * @return percentages; each prompt counts once; NaN where nothing was asked so
     */
    Scores before(PromptForm form);

    /**
     * The edited model's answers to what was put to it in one form.
     *
     * @param form how
     * @return percentages; each prompt counts once; NaN where nothing was asked so
     */
    Scores after(PromptForm form);

    /**
     * The same for each fact and each of its prompts.
     *
     * @return one entry for each fact, in the caller's order
     */
    List<FactReport> facts();

    /**
     * What became of the model at large.
     *
     * @return what {@link EvaluationConfig} asked for, and NaN elsewhere
     */
    SideEffects sideEffects();

    /**
     * What became of the rest of the model, by default.
     *
     * @return empty where {@link EvaluationConfig#withHarm} left it out
     */
    Optional<Harm> harm();

    /**
     * What the edit did to locality.
     *
     * @return the teacher-forced locality of the edited model less that of the unedited one, in percentage points; NaN where no
     *     fact names a neighbour
     */
    default double localityChange() {
        return after().locality().teacherForced() - before().locality().teacherForced();
    }

    /**
     * What the result came from, so that it can be had again.
     *
     * @return model, machine, versions, time, and of an edit its method
     */
    Provenance provenance();

    /**
     * What a person should know before trusting the figures, and what to do where the edit did not do what was asked: that a model did
     * not change, that few steps were made, what was not measured.
     *
     * @return sentences in English, made of the report alone; none where there is nothing to say
     */
    List<String> advice();

    /**
     * The edit score of the edited model, teacher-forced.
     *
     * @return {@link Scores#score()} of {@link #after()}; NaN where efficacy, generalization or locality was not measured
     */
    default double score() {
        return after().score();
    }

    /**
     * The whole report for a machine; {@link #fromJson} reads it back.
     *
     * @return one JSON object; {@code docs/metrics.md} names its fields
     */
    String toJson();

    /**
     * Reads a report back, of an edit or of an evaluation.
     *
     * @param json what {@link #toJson()} gave
     * @return an equal report; an {@link EditReport} where it is of an edit
     * @throws ReportException if it is no report, lacks something, or is of a newer format; the message says what and where
     */
    static EvaluationReport fromJson(String json) {
        Objects.requireNonNull(json, "json");
        return Providers.formats().readReport(json);
    }

    /**
     * The report for a person.
     *
     * @return a plain-text table of several lines
     */
    String toText();

    /**
     * The report for a browser: scores before and after, the loss curve of an edit, a table of facts that sorts and
     * filters, what broke, and where all of it came from.
     *
     * @return one HTML document that loads nothing else, to be written as UTF-8
     */
    String toHtml();
}
