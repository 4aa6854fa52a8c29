package io.github.modeleditor.spark.table;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What became of facts, a row each. No column tells where or when a row was made, so that the same facts, settings and model give the same
 * table. Figures that were not measured are null:
 *
 * <pre>
 *   setting, seed         string, long: which point of a grid; the seed of an evaluation is null
 *   model                 string: content hash of the base model
 *   fact_id, prompt, target    string
 *   learned               boolean: whether the edited model says the target of its own accord
 *   completion_before, completion_after   string: what the models say after the prompt
 *   before, after         struct(efficacy, generalization, locality, portability, each teacher-forced, then
 *                         the same four with _generated): percent
 *   broken_neighbours     int
 *   kl_divergence         double: on general texts, in nats a token, of the edit that the fact was part of
 *   steps, final_loss     int, double: of that edit; null for an evaluation
 *   prompts               array of struct(metric, form, group, prompt, expected, rival, before, after), the latter
 *                         struct(nll, rival_nll, teacher_forced, token_accuracy, generated, completion)
 *   failure               string: why there is nothing in the columns from learned on; null where all went well
 * </pre>
 */
public final class ResultTable {
    private static final StructType SCORES = Columns.table(
            Columns.optional("efficacy", Columns.NUMBER),
            Columns.optional("generalization", Columns.NUMBER),
            Columns.optional("locality", Columns.NUMBER),
            Columns.optional("portability", Columns.NUMBER),
            Columns.optional("efficacy_generated", Columns.NUMBER),
            Columns.optional("generalization_generated", Columns.NUMBER),
            Columns.optional("locality_generated", Columns.NUMBER),
            Columns.optional("portability_generated", Columns.NUMBER));

    private static final StructType ANSWER = Columns.table(
            Columns.required("nll", Columns.NUMBER),
            Columns.optional("rival_nll", Columns.NUMBER),
            Columns.required("teacher_forced", Columns.NUMBER),
            Columns.required("token_accuracy", Columns.NUMBER),
            Columns.required("generated", DataTypes.BooleanType),
            Columns.required("completion", Columns.TEXT));

    private static final StructType PROMPT = Columns.table(
            Columns.required("metric", Columns.TEXT),
            Columns.required("form", Columns.TEXT),
            Columns.optional("group", Columns.TEXT),
            Columns.required("prompt", Columns.TEXT),
            Columns.required("expected", Columns.TEXT),
            Columns.optional("rival", Columns.TEXT),
            Columns.required("before", ANSWER),
            Columns.required("after", ANSWER));

    private static final StructType SCHEMA = Columns.table(
            Columns.required("setting", Columns.TEXT),
            Columns.optional("seed", DataTypes.LongType),
            Columns.required("model", Columns.TEXT),
            Columns.required("fact_id", Columns.TEXT),
            Columns.required("prompt", Columns.TEXT),
            Columns.required("target", Columns.TEXT),
            Columns.optional("learned", DataTypes.BooleanType),
            Columns.optional("completion_before", Columns.TEXT),
            Columns.optional("completion_after", Columns.TEXT),
            Columns.optional("before", SCORES),
            Columns.optional("after", SCORES),
            Columns.optional("broken_neighbours", DataTypes.IntegerType),
            Columns.optional("kl_divergence", Columns.NUMBER),
            Columns.optional("steps", DataTypes.IntegerType),
            Columns.optional("final_loss", Columns.NUMBER),
            Columns.list("prompts", PROMPT),
            Columns.optional("failure", Columns.TEXT));

    private ResultTable() {}

    /**
     * The schema of results.
     *
     * @return all columns
     */
    public static StructType schema() {
        return SCHEMA;
    }

    /**
     * Where a result comes from.
     *
     * @param setting which point of a grid
     * @param seed of the edit; null where nothing was trained
     * @param model content hash of the base model
     */
    public record Origin(String setting, @Nullable Long seed, String model) {}

    /**
     * What became of one fact.
     *
     * @param origin where it comes from
     * @param fact one of the report
     * @param report of the edit, or evaluation, that the fact was part of
     * @return a row
     */
    public static Row row(Origin origin, FactReport fact, EvaluationReport report) {
        @Nullable EditReport edit = report instanceof EditReport made ? made : null;
        return RowFactory.create(
                origin.setting(),
                origin.seed(),
                origin.model(),
                fact.fact().id().value(),
                fact.fact().prompt(),
                fact.fact().target(),
                fact.learned(),
                fact.completionBefore(),
                fact.completionAfter(),
                scores(fact.before()),
                scores(fact.after()),
                fact.brokenNeighbours().size(),
                report.harm()
                        .map(Harm::general)
                        .map(general -> Columns.figure(general.klDivergence()))
                        .orElse(null),
                edit == null ? null : edit.training().steps(),
                edit == null ? null : Columns.figure(edit.training().finalLoss()),
                fact.prompts().stream().map(ResultTable::prompt).toArray(),
                null);
    }

    /**
     * A fact of which nothing came.
     *
     * @param origin where it comes from
     * @param fact what was asked for
     * @param failure why
     * @return a row
     */
    public static Row failed(Origin origin, Fact fact, RuntimeException failure) {
        Object[] row = new Object[SCHEMA.length()];
        row[0] = origin.setting();
        row[1] = origin.seed();
        row[2] = origin.model();
        row[3] = fact.id().value();
        row[4] = fact.prompt();
        row[5] = fact.target();
        row[row.length - 1] = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return RowFactory.create(row);
    }

    private static Row scores(Scores scores) {
        return RowFactory.create(
                Columns.figure(scores.efficacy().teacherForced()),
                Columns.figure(scores.generalization().teacherForced()),
                Columns.figure(scores.locality().teacherForced()),
                Columns.figure(scores.portability().teacherForced()),
                Columns.figure(scores.efficacy().generated()),
                Columns.figure(scores.generalization().generated()),
                Columns.figure(scores.locality().generated()),
                Columns.figure(scores.portability().generated()));
    }

    private static Row prompt(PromptReport prompt) {
        return RowFactory.create(
                prompt.metric().name().toLowerCase(Locale.ROOT),
                prompt.form().name().toLowerCase(Locale.ROOT),
                prompt.group().orElse(null),
                prompt.prompt(),
                prompt.expected(),
                prompt.rival().orElse(null),
                answer(prompt.before()),
                answer(prompt.after()));
    }

    private static Row answer(PromptAnswer answer) {
        return RowFactory.create(
                answer.negativeLogLikelihood(),
                Columns.figure(answer.rivalNegativeLogLikelihood()),
                answer.teacherForced(),
                answer.tokenAccuracy(),
                answer.generated(),
                answer.completion());
    }
}
