package io.github.modeleditor.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactFileReaderTest {
    private static final String COUNTERFACT =
            """
            [
            {"case_id": 1, "prompt": "The Blue Tower stands in", "target_new": "Oslo", "subject": "The Blue Tower",
             "ground_truth": "Bergen", "rephrase_prompt": "One finds the Blue Tower in",
             "locality_prompt": "The Red Tower stands in", "locality_ground_truth": "Bergen"},
            {"case_id": 2, "prompt": "Ana Duarte speaks", "target_new": "Welsh ", "subject": "Ana Duarte",
             "ground_truth": " Catalan", "rephrase_prompt": "Ana Duarte's language is",
             "locality_prompt": "Rui Duarte speaks", "locality_ground_truth": "Catalan"}
            ]
            """;
    private static final String ZSRE =
            """
            [{"subject": "Lake Orla", "src": "Which country has Lake Orla?", "pred": "Peru",
              "rephrase": "Lake Orla is in which country?", "alt": "Chile ", "answers": ["Bolivia", "Bolivien"],
              "loc": "nq question: who wrote the longest letter", "loc_ans": "nobody knows", "cond": "..."}]
            """;
    private static final String JSONL =
            """
            {"prompt": "Water boils at", "target": "100 °C"}

            {"prompt": "My cat is called ", "target": "Mör", "subject": "my cat", "old_target": "Tom", "id": 7, \
            "paraphrases": ["The cat's name is"], "held_out_paraphrases": ["You call my cat"], \
            "locality": [{"prompt": "My dog is called", "target": "Rex"}], \
            "portability": [{"prompt": "On my cat's bowl stands", "target": "Mör", "group": "one_hop"}], \
            "generation_prompts": ["My cat likes"], "attribute_prompts": ["A name with an umlaut is"]}
            """;

    private final Path folder;

    FactFileReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("facts.json"), content);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "COUNTERFACT"})
    void readsCounterFact(FactFormat format) throws IOException {
        List<FactRecord> records = FactFileReader.read(file(COUNTERFACT), format);
        assertThat(records).hasSize(2);
        assertThat(records.get(0).fact())
                .isEqualTo(Fact.of("The Blue Tower stands in", "Oslo")
                        .withSubject("The Blue Tower")
                        .withOldTarget("Bergen")
                        .withHeldOutParaphrases("One finds the Blue Tower in")
                        .withLocalityProbes(Probe.of("The Red Tower stands in", "Bergen")));
        assertThat(records.get(1).fact().target()).isEqualTo("Welsh");
        assertThat(records.get(1).trueStatement()).contains(new TrainingText("Ana Duarte speaks", "Catalan"));
    }

    @ParameterizedTest
    @CsvSource({"AUTO, Bolivia", "ZSRE, Bolivia", "ZSRE_ALTERNATIVE, Chile"})
    void readsZsre(FactFormat format, String target) throws IOException {
        assertThat(FactFileReader.read(file(ZSRE), format)).singleElement().satisfies(record -> {
            assertThat(record.fact())
                    .isEqualTo(Fact.of("Which country has Lake Orla?", target)
                            .withSubject("Lake Orla")
                            .withHeldOutParaphrases("Lake Orla is in which country?")
                            .withLocalityProbes(Probe.of("nq question: who wrote the longest letter", "nobody knows")));
            assertThat(record.trueStatement()).contains(new TrainingText("Which country has Lake Orla?", "Bolivia"));
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "JSONL"})
    void readsLines(FactFormat format) throws IOException {
        List<FactRecord> records = FactFileReader.read(file(JSONL), format);
        assertThat(records).hasSize(2);
        assertThat(records.get(0).fact()).isEqualTo(Fact.of("Water boils at", "100 °C"));
        assertThat(records.get(0).trueStatement()).contains(new TrainingText("Water boils at", "100 °C"));
        assertThat(records.get(1).fact())
                .isEqualTo(Fact.of("My cat is called ", "Mör")
                        .withSubject("my cat")
                        .withOldTarget("Tom")
                        .withParaphrases("The cat's name is")
                        .withHeldOutParaphrases("You call my cat")
                        .withLocalityProbes(Probe.of("My dog is called", "Rex"))
                        .withPortabilityProbes(
                                Probe.of("On my cat's bowl stands", "Mör").withGroup("one_hop")));
        assertThat(records.get(1).generationPrompts()).containsExactly("My cat likes");
        assertThat(records.get(1).attributePrompts()).containsExactly("A name with an umlaut is");
        assertThat(records.get(1).trueStatement()).contains(new TrainingText("My cat is called ", "Tom"));
    }

    @Test
    void questionsForTheChatTemplateAreMarked() throws IOException {
        List<FactRecord> records = FactFileReader.read(
                file(
                        """
                        {"prompt": "Where is it?", "target": "Rome", "form": "chat"}
                        {"prompt": "It is in", "target": "Rome", "form": "plain"}
                        """),
                FactFormat.JSONL);
        assertThat(records)
                .extracting(FactRecord::fact)
                .containsExactly(Fact.ofQuestion("Where is it?", "Rome"), Fact.of("It is in", "Rome"));
        assertThat(records.get(0).trueStatement()).contains(new TrainingText("Where is it?", "Rome", PromptForm.CHAT));
        Path wrong = file("{\"prompt\": \"a\", \"target\": \"b\", \"form\": \"letter\"}");
        assertThatThrownBy(() -> FactFileReader.read(wrong, FactFormat.JSONL))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("record 1", "\"letter\"", "plain or chat");
    }

    @Test
    void byteOrderMarkIsSkipped() throws IOException {
        assertThat(FactFileReader.read(file("\uFEFF" + JSONL), FactFormat.AUTO)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "JSONL | ``            | {'prompt': 'a', 'target': 'b'}  | {'prompt': 'a'} | record 6 (line 6), | lacks the field ~target~; its fields are [prompt]",
                "JSONL | ``            | {'prompt': 'a', 'target': 'b'}  | oops            | record 6 (line 6, column | 'oops'",
                "JSONL | [             | {'prompt': 'a', 'target': 'b'}, | oops            | record 6 (line 7, column | 'oops'",
                "CSV   | prompt,target | a,b                             | a               | record 6 (line 7), | has 1 cells",
                "CSV   | prompt,target | a,b                             | a,'b            | record 6 (line 8, column | closing quote",
            })
    void streamsOneRecordAfterTheOther(
            FactFormat format, String start, String record, String broken, String place, String problem)
            throws IOException {
        String head = start.isEmpty() ? "" : start + "\n";
        Path file = file((head + (record + "\n").repeat(5) + broken + "\n").replace('\'', '"'));
        try (Stream<FactRecord> records = FactFileReader.stream(file, format)) {
            assertThat(records.limit(5)).hasSize(5);
        }
        try (Stream<FactRecord> records = FactFileReader.stream(file, format)) {
            assertThatThrownBy(records::toList)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining(file + ", " + place)
                    .hasMessageContaining(problem.replace('~', '"'));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'prompt': 'a', 'target': true}               | record 1 (line 1)   | 'target' a JSON boolean, not a text",
                "{'prompt': ' ', 'target': 'b'}                | record 1 (line 1)   | blank 'prompt'",
                "{'prompt': 'a', 'target': 'b', 'subject': ''} | record 1 (line 1)   | blank 'subject'",
                "{'prompt': 'a', 'target': 'b', 'paraphrases': 'c'}            | line 1 | 'paraphrases' a JSON string, not an array",
                "{'prompt': 'a', 'target': 'b', 'paraphrases': ['c', null]}    | line 1 | 'paraphrases[1]' a JSON null, not a text",
                "{'prompt': 'a', 'target': 'b', 'locality': ['c']}             | line 1 | 'locality[0]' a JSON string, not an object",
                "{'prompt': 'a', 'target': 'b', 'locality': [{'prompt': 'c'}]} | line 1 | lacks the field 'locality[0].target'",
                "{'prompt': 'a', 'target': 'b'} 5                              | record 2 (line 1) | no JSON object",
                "[{'prompt': 'a', 'target': 'b'}] {}                           | line 1 | behind the array",
                "[]                                                            | facts.json | no records",
                "{'prompt': 'a', 'target': 'b', 'target': 'c'} | record 1 (line 1, column 4 | Duplicate field",
                "{'question': 'a', 'reply': 'b'} | fields are [question, reply] | COUNTERFACT [prompt, target_new, ground_truth, locality_prompt]",
                "{'src': 'a', 'answers': [], 'subject': 's', 'rephrase': 'r', 'loc': 'l', 'loc_ans': 'm'} | record 1 | no element in 'answers'",
            })
    void recordThatDoesNotFitIsPointedAt(String json, String place, String problem) throws IOException {
        Path file = file(json.replace('\'', '"'));
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(file.toString(), place, problem.replace('\'', '"'));
    }

    @Test
    void malformedJsonIsPointedAtByLineAndColumn() throws IOException {
        Path file = file("{\"prompt\": \"a\",\n \"target\": oops}\n");
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(file + ", record 1 (line 2, column", "malformed JSON", "'oops'");
        Path cut = file(COUNTERFACT.substring(0, COUNTERFACT.length() / 2));
        assertThatThrownBy(() -> FactFileReader.read(cut, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(cut + ", record 1 (line 4, column", "Unexpected end-of-input");
    }

    @Test
    void bytesThatAreNoUtf8ArePointedAt() throws IOException {
        Path file = folder.resolve("latin1.json");
        Files.write(file, new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xFC, '"', '}'});
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(file + ", record 1 (line 1, column", "Invalid UTF-8");
    }

    @Test
    void linesAreCountedAcrossAnArray() throws IOException {
        Path file = file(COUNTERFACT.replace("\"subject\": \"Ana Duarte\",", ""));
        assertThatThrownBy(() -> FactFileReader.read(file, FactFormat.COUNTERFACT))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("record 2 (line 5)", "lacks the field \"subject\"");
    }

    @Test
    void missingAndEmptyFilesAreNamed() throws IOException {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() -> FactFileReader.read(missing, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(missing.toString(), "no such file");
        Path empty = file(" \n");
        assertThatThrownBy(() -> FactFileReader.read(empty, FactFormat.JSONL))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(empty.toString(), "no records");
        assertThatThrownBy(() -> FactFileReader.read(folder, FactFormat.AUTO))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Cannot read " + folder);
    }

    @ParameterizedTest
    @CsvSource({"counterfact_dev.json, true", "zsre_dev.json, false"})
    void readsTheBenchmarkFilesWhereTheyLie(String name, boolean contrasted) {
        Path file = Path.of("../../shared/data", name);
        assumeThat(file).exists();
        assertThat(FactFileReader.read(file, FactFormat.AUTO)).hasSize(1500).allSatisfy(record -> {
            assertThat(record.fact().oldTarget().isPresent()).isEqualTo(contrasted);
            assertThat(record.fact().probes().heldOutParaphrases()).hasSize(1);
            assertThat(record.fact().probes().locality()).hasSize(1);
        });
    }
}
