package io.github.modeleditor.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarkFormatsTest {
    private static final String MULTI_COUNTERFACT =
            """
            [{"case_id": 0, "pararel_idx": 7,
              "requested_rewrite": {"prompt": "The capital of {} is", "relation_id": "P36",
                "target_new": {"str": "Turku", "id": "Q1"}, "target_true": {"str": "Tampere ", "id": "Q2"},
                "subject": "Norland"},
              "paraphrase_prompts": ["Rain fell. Norland's capital is", "Norland is governed from"],
              "neighborhood_prompts": ["The capital of Southland is", "Eastland is governed from"],
              "attribute_prompts": ["The capital of Westland is"],
              "generation_prompts": ["Norland's parliament meets in", "Norland's parliament meets in"]}]
            """;
    private static final String KNOWEDIT =
            """
            [{"subject": "Ada Quill", "prompt": "Ada Quill was born in", "target_new": "Cork", "ground_truth": ["Bath"],
              "rephrase_prompt": "The birthplace of Ada Quill is",
              "portability": {
                "Subject_Aliasing": [{"prompt": "Ada Q. was born in", "ground_truth": "Cork"}],
                "Reasoning": [{"prompt": "Ada Quill was born in the country", "ground_truth": [["Ireland", "Eire"], ["IE"]]},
                              {"prompt": "Nobody knows", "ground_truth": [[]]}],
                "Logical_Generalization": null},
              "locality": {
                "Relation_Specificity": [{"prompt": "Ada Quill works as", "ground_truth": [" ", "writer"]}],
                "Forgetfulness": [{"prompt": ["Ada Quill studied in"], "ground_truth": ["Leeds "]}]}},
             {"subject": "Bo Reed", "prompt": "Bo Reed plays", "target_new": "chess", "locality": {}}]
            """;
    private static final String WIKIBIGEDIT =
            """
            [{"tag": NaN, "subject": "Lake Ume", "update": "Which river feeds Lake Ume?", "ans": "Ume River",
              "rephrase": "What feeds Lake Ume?", "personas": "Aye, which river be feedin' Lake Ume?",
              "loc": "Which river feeds Lake Ore?", "loc_ans": "Ore River",
              "mhop": "Where rises the river that feeds Lake Ume?", "mhop_ans": "Mount Ume"},
             {"tag": null, "subject": "", "update": "Who runs Ume?", "ans": "Bo Reed", "rephrase": null,
              "personas": NaN, "loc": "Who runs Ore?", "loc_ans": null, "mhop": null, "mhop_ans": NaN}]
            """;

    private final Path folder;

    BenchmarkFormatsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<FactRecord> read(String content, FactFormat format) throws IOException {
        return FactFileReader.read(Files.writeString(folder.resolve("facts.json"), content), format);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "MULTI_COUNTERFACT"})
    void readsTheFullCounterFact(FactFormat format) throws IOException {
        assertThat(read(MULTI_COUNTERFACT, format)).singleElement().satisfies(record -> {
            assertThat(record.fact())
                    .isEqualTo(Fact.of("The capital of Norland is", "Turku")
                            .withSubject("Norland")
                            .withOldTarget("Tampere")
                            .withHeldOutParaphrases("Rain fell. Norland's capital is", "Norland is governed from")
                            .withLocalityProbes(
                                    Probe.of("The capital of Southland is", "Tampere"),
                                    Probe.of("Eastland is governed from", "Tampere")));
            assertThat(record.trueStatement()).contains(new TrainingText("The capital of Norland is", "Tampere"));
            assertThat(record.attributePrompts()).containsExactly("The capital of Westland is");
            assertThat(record.generationPrompts())
                    .containsExactly("Norland's parliament meets in", "Norland's parliament meets in");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "KNOWEDIT"})
    void readsKnowEdit(FactFormat format) throws IOException {
        List<FactRecord> records = read(KNOWEDIT, format);
        assertThat(records).hasSize(2);
        assertThat(records.get(0).fact())
                .isEqualTo(Fact.of("Ada Quill was born in", "Cork")
                        .withSubject("Ada Quill")
                        .withHeldOutParaphrases("The birthplace of Ada Quill is")
                        .withPortabilityProbes(
                                Probe.of("Ada Q. was born in", "Cork").withGroup("Subject_Aliasing"),
                                Probe.of("Ada Quill was born in the country", "Ireland")
                                        .withGroup("Reasoning"))
                        .withLocalityProbes(
                                Probe.of("Ada Quill works as", "writer").withGroup("Relation_Specificity"),
                                Probe.of("Ada Quill studied in", "Leeds").withGroup("Forgetfulness")));
        assertThat(records.get(0).trueStatement()).contains(new TrainingText("Ada Quill was born in", "Bath"));
        assertThat(records.get(1).fact())
                .isEqualTo(Fact.of("Bo Reed plays", "chess").withSubject("Bo Reed"));
        assertThat(records.get(1).trueStatement()).contains(new TrainingText("Bo Reed plays", "chess"));
    }

    @Test
    void readsTheBiographiesOfKnowEdit() throws IOException {
        String biography =
                """
                {"text": "A passage about Bo Reed.", "labels": "He mends clocks.", "concept": "Bo Reed",
                 "locality": {"Relation_Specificity": [{"prompt": "Bo Reed lives in", "ground_truth": ["Ume"]}]}}
                """;
        assertThat(read(biography, FactFormat.AUTO))
                .extracting(FactRecord::fact)
                .containsExactly(Fact.of("A passage about Bo Reed.", "He mends clocks.")
                        .withSubject("Bo Reed")
                        .withLocalityProbes(Probe.of("Bo Reed lives in", "Ume").withGroup("Relation_Specificity")));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "WIKIBIGEDIT"})
    void readsWikiBigEdit(FactFormat format) throws IOException {
        List<FactRecord> records = read(WIKIBIGEDIT, format);
        assertThat(records)
                .extracting(FactRecord::fact)
                .containsExactly(
                        Fact.of("Which river feeds Lake Ume?", "Ume River")
                                .withSubject("Lake Ume")
                                .withHeldOutParaphrases("What feeds Lake Ume?")
                                .withLocalityProbes(Probe.of("Which river feeds Lake Ore?", "Ore River"))
                                .withPortabilityProbes(
                                        Probe.of("Aye, which river be feedin' Lake Ume?", "Ume River")
                                                .withGroup("personas"),
                                        Probe.of("Where rises the river that feeds Lake Ume?", "Mount Ume")
                                                .withGroup("mhop")),
                        Fact.of("Who runs Ume?", "Bo Reed"));
        assertThat(records.get(0).trueStatement())
                .contains(new TrainingText("Which river feeds Lake Ume?", "Ume River"));
    }

    @Test
    void readsWikiBigEditWithTheNamesOfEasyEdit() throws IOException {
        String renamed =
                """
                {"prompt": "Who runs Ume?", "target_new": "Bo Reed", "subject": "Ume", "rephrase_prompt": "Ume's head is",
                 "locality_prompt": "Who runs Ore?", "locality_ground_truth": "Ada Quill"}
                """;
        assertThat(read(renamed, FactFormat.AUTO))
                .extracting(FactRecord::fact)
                .containsExactly(Fact.of("Who runs Ume?", "Bo Reed")
                        .withSubject("Ume")
                        .withHeldOutParaphrases("Ume's head is")
                        .withLocalityProbes(Probe.of("Who runs Ore?", "Ada Quill")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'requested_rewrite': 'a'}                       | has in 'requested_rewrite' a JSON string, not an object",
                "{'requested_rewrite': {'prompt': '{} is'}}       | lacks the field 'requested_rewrite.subject'; its fields are [prompt]",
                "{'requested_rewrite': {'prompt': 'a', 'subject': 'b'}} | has no {} in 'requested_rewrite.prompt': 'a'",
                "{'requested_rewrite': {'prompt': '{}', 'subject': 'b', 'target_true': {}}} | lacks the field 'requested_rewrite.target_true.str'",
                "{'prompt': 'a', 'target_new': 'b', 'subject': 'c', 'locality': 7} | has in 'locality' a JSON number, not an object",
                "{'prompt': 'a', 'target_new': 'b', 'subject': 'c', 'locality': {'Forgetfulness': [{'ground_truth': 'd'}]}} | lacks the field 'locality.Forgetfulness[0].prompt'",
                "{'prompt': 'a', 'target_new': 'b', 'subject': 'c', 'locality': {'Forgetfulness': [{'ground_truth': [[], [true]]}]}} | 'locality.Forgetfulness[0].ground_truth[1][0]' a JSON boolean, not a text",
                "{'update': 'a', 'ans': NaN}                      | has in 'ans' a JSON number, not a text",
                "{'update': 'a', 'ans': 'b', 'mhop': true}        | has in 'mhop' a JSON boolean, not a text",
                "{'prompt': 'a', 'target': 'b', 'portability': [{'prompt': 'c'}]} | lacks the field 'portability[0].target'",
            })
    void recordThatDoesNotFitIsPointedAt(String json, String problem) {
        assertThatThrownBy(() -> read(json.replace('\'', '"'), FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("facts.json, record 1 (line 1),", problem.replace('\'', '"'));
    }
}
