package io.github.modeleditor.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.ReportException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports as they are read back, by the api. */
class ReportReaderTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern SNAKE_CASE = Pattern.compile("[a-z0-9_]+");

    @Test
    void anEditIsReadBack() {
        CoreEditReport written = consistent(ManyFacts.edit(13));
        EditReport read = EditReport.fromJson(written.toJson());
        assertThat(read.toJson()).isEqualTo(written.toJson());
        assertThat(read.training()).isEqualTo(written.training());
        assertThat(read.provenance()).isEqualTo(written.provenance());
        assertThat(read.sideEffects()).isEqualTo(written.sideEffects());
        assertThat(read.before()).isEqualTo(written.before());
        assertThat(read.after()).isEqualTo(written.after());
        assertThat(read.facts()).extracting(FactReport::prompts).isEqualTo(prompts(written));
        assertThat(read.facts().get(2).fact().id())
                .isEqualTo(written.facts().get(2).fact().id());
        assertThat(read.facts().get(2).fact().probes().locality()).hasSize(1);
        assertThat(read.toText()).isEqualTo(written.toText());
        assertThat(read.toHtml()).isEqualTo(written.toHtml());
    }

    @Test
    void anEvaluationIsReadBackAndIsNoEdit() {
        String json = ManyFacts.evaluation(2).toJson();
        EvaluationReport read = EvaluationReport.fromJson(json);
        assertThat(read).isNotInstanceOf(EditReport.class);
        assertThat(read.provenance().method()).isEmpty();
        assertThat(EvaluationReport.fromJson(consistent(ManyFacts.edit(1)).toJson()))
                .isInstanceOf(EditReport.class);
        refused(() -> EditReport.fromJson(json), "of an evaluation, not of an edit");
    }

    @Test
    void newerFormatsAreRefusedByName() {
        refused(
                changed(json -> json.put("format_version", 2)),
                "format version 2",
                "modeleditor-report up to version 1");
        refused(changed(json -> json.put("format", "another")), "no report of this library");
        refused(() -> EvaluationReport.fromJson("[]"), "no JSON object");
        refused(() -> EvaluationReport.fromJson("{\n\"format\": \"modele"), "malformed JSON", "line 2");
    }

    @ParameterizedTest
    @CsvSource({
        "/provenance, time, 7, \"provenance.time\" is not a text",
        "/provenance, time, '\"noon\"', \"provenance.time\" is no point in time",
        "/provenance, versions, 1, \"provenance.versions\" is not an object",
        "/provenance/machine, precision, '\"int3\"', \"provenance.machine.precision\" is \"int3\"",
        "/provenance/lora, rank, 1.5, \"provenance.lora.rank\" is not an integer",
        "/provenance/lora, rank, 0, LoRA rank is 0",
        "/provenance/lora, layers, '[\"a\"]', \"provenance.lora.layers[0]\" is not an integer",
        "/provenance/method/training, seed, true, \"provenance.method.training.seed\" is not an integer",
        "/training, stopped_early, 0, \"training.stopped_early\" is not true or false",
        "/training, step_losses, '[true]', \"training.step_losses[0]\" is not a number",
        "/facts/0, prompts, '[]', \"facts[0].prompts\" does not begin with the fact's own prompt",
        "/facts/0, prompts, '[1]', \"facts[0].prompts[0]\" is not an object",
        "/facts/0, prompt, '\" \"', The prompt is blank",
        "/facts/0/prompts/1/after, generated, null, \"facts[0].prompts[1].after.generated\" is not true or false",
    })
    void whatIsDamagedIsPointedAt(String object, String field, String value, String message)
            throws JsonProcessingException {
        JsonNode wrong = MAPPER.readTree(value);
        refused(changed(json -> ((ObjectNode) json.at(object)).set(field, wrong)), message);
    }

    @Test
    void everyFieldThatIsReadIsMissedByName() throws JsonProcessingException {
        refused(changed(json -> json.remove("side_effects")), "\"side_effects\" is missing");
        refused(
                changed(json -> ((ObjectNode) json.at("/facts/0/prompts/0/before")).remove("teacher_forced")),
                "\"facts[0].prompts[0].before.teacher_forced\" is missing");
    }

    @Test
    void whatBecameOfTheRestIsReadBack() {
        EvaluationReport read = EvaluationReport.fromJson(ManyFacts.edit(2).toJson());
        assertThat(read.harm()).contains(ManyFacts.harm());
    }

    @Test
    void aReportFromBeforeHarmWasMeasuredIsRead() throws JsonProcessingException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(ManyFacts.edit(2).toJson());
        json.remove("harm");
        assertThat(EvaluationReport.fromJson(json.toString()).harm()).isEmpty();
    }

    @Test
    void aReportFromBeforeRequestsWereToldIsRead() throws JsonProcessingException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(ManyFacts.edit(2).toJson());
        assertThat(EvaluationReport.fromJson(json.toString()).provenance().request())
                .isPresent();
        json.remove("advice");
        ((ObjectNode) json.get("provenance")).remove("request");
        EvaluationReport read = EvaluationReport.fromJson(json.toString());
        assertThat(read.provenance().request()).isEmpty();
        assertThat(read.advice()).isEqualTo(ManyFacts.edit(2).advice());
    }

    @Test
    void everyNameIsInOneCase() throws JsonProcessingException {
        JsonNode json = MAPPER.readTree(consistent(ManyFacts.edit(3)).toJson());
        ((ObjectNode) json.get("provenance")).remove("versions");
        ((ObjectNode) json.at("/provenance/method")).remove("augmentations");
        List<String> names = new ArrayList<>();
        collect(json, names);
        assertThat(names).isNotEmpty().allMatch(name -> SNAKE_CASE.matcher(name).matches());
    }

    private static void collect(JsonNode node, List<String> names) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> collect(child, names));
    }

    private static Runnable changed(Consumer<ObjectNode> change) {
        return () -> {
            try {
                ObjectNode json = (ObjectNode)
                        MAPPER.readTree(consistent(ManyFacts.edit(1)).toJson());
                change.accept(json);
                EvaluationReport.fromJson(json.toString());
            } catch (JsonProcessingException impossible) {
                throw new AssertionError(impossible);
            }
        };
    }

    private static void refused(Runnable reading, String... message) {
        assertThatExceptionOfType(ReportException.class)
                .isThrownBy(reading::run)
                .satisfies(exception -> assertThat(exception).hasMessageContainingAll(message));
    }

    private static List<List<PromptReport>> prompts(EvaluationReport report) {
        return report.facts().stream().map(FactReport::prompts).toList();
    }

    /** The same report with percentages that are those of its prompts, as every report has them that was not made up. */
    private static CoreEditReport consistent(CoreEditReport madeUp) {
        List<FactReport> facts = madeUp.facts().stream()
                .map(fact -> new FactReport(
                        fact.fact(),
                        Scores.of(fact.ownPrompts(), PromptReport::before),
                        Scores.of(fact.ownPrompts(), PromptReport::after),
                        fact.prompts()))
                .toList();
        List<PromptReport> own =
                facts.stream().flatMap(fact -> fact.ownPrompts().stream()).toList();
        CoreEvaluationReport evaluation = madeUp.evaluation();
        return new CoreEditReport(
                new CoreEvaluationReport(
                        Scores.of(own, PromptReport::before),
                        Scores.of(own, PromptReport::after),
                        facts,
                        evaluation.sideEffects(),
                        evaluation.harm(),
                        evaluation.provenance(),
                        evaluation.peakRssBytes()),
                madeUp.training());
    }
}
