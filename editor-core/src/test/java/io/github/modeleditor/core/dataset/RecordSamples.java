package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.TrainingText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random records that a format can hold. */
final class RecordSamples {
    /** Records, and a format that can hold them. */
    record Sample(DatasetFormat format, List<DatasetRecord> records) {}

    private RecordSamples() {}

    static Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(
                sample(DatasetFormat.COUNTERFACT, contrasted(1, 1, 0)),
                sample(DatasetFormat.MULTI_COUNTERFACT, contrasted(0, 2, 2)),
                sample(DatasetFormat.ZSRE, asked(true)),
                sample(DatasetFormat.ZSRE_ALTERNATIVE, asked(false)),
                sample(DatasetFormat.KNOWEDIT, knowEdit()),
                sample(DatasetFormat.WIKIBIGEDIT, wikiBigEdit()),
                sample(DatasetFormat.JSONL, ownRecord()));
    }

    private static Arbitrary<Sample> sample(DatasetFormat format, Arbitrary<DatasetRecord> record) {
        return record.list().ofMinSize(1).ofMaxSize(3).map(records -> new Sample(format, records));
    }

    static Arbitrary<List<DatasetRecord>> ownRecords() {
        return ownRecord().list().ofMinSize(1).ofMaxSize(3);
    }

    /** Facts with an old target; the subject stands in the prompt, the true target answers every neighbour. */
    private static Arbitrary<DatasetRecord> contrasted(int minimum, int maximum, int prompts) {
        Arbitrary<String> plain = texts().filter(text -> !text.contains("{}"));
        return Combinators.combine(
                        plain.list().ofSize(3),
                        answers().list().ofSize(2),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMaxSize(prompts),
                        texts().list().ofMaxSize(prompts))
                .as((parts, targets, heldOut, neighbours, generation, attributes) -> record(
                        new Fact(
                                String.join(" ", parts),
                                targets.get(0),
                                parts.get(1),
                                targets.get(1),
                                List.of(),
                                heldOut,
                                neighbours.stream()
                                        .map(prompt -> Probe.of(prompt, targets.get(1)))
                                        .toList(),
                                List.of()),
                        targets.get(1),
                        generation,
                        attributes));
    }

    private static Arbitrary<DatasetRecord> asked(boolean taughtTheTruth) {
        return Combinators.combine(texts().list().ofSize(4), answers().list().ofSize(3))
                .as((texts, answers) -> record(
                        new Fact(
                                texts.get(0),
                                answers.get(0),
                                texts.get(1),
                                null,
                                List.of(),
                                List.of(texts.get(2)),
                                List.of(Probe.of(texts.get(3), answers.get(1))),
                                List.of()),
                        answers.get(taughtTheTruth ? 0 : 2)));
    }

    private static Arbitrary<DatasetRecord> knowEdit() {
        return Combinators.combine(
                        texts().list().ofSize(2),
                        answers().list().ofSize(2),
                        texts().list().ofMaxSize(1),
                        groups("Relation_Specificity", "Forgetfulness"),
                        groups("Subject_Aliasing", "Reasoning", "Logical_Generalization"))
                .as((texts, answers, heldOut, locality, portability) -> record(
                        new Fact(
                                texts.get(0),
                                answers.get(0),
                                texts.get(1),
                                null,
                                List.of(),
                                heldOut,
                                locality,
                                portability),
                        answers.get(1)));
    }

    private static Arbitrary<List<Probe>> groups(String... names) {
        List<Arbitrary<List<Probe>>> groups = Stream.of(names)
                .<Arbitrary<List<Probe>>>map(
                        name -> probe(answers(), Arbitraries.just(name)).list().ofMaxSize(2))
                .toList();
        return Combinators.combine(groups)
                .as(probes -> probes.stream().flatMap(List::stream).toList());
    }

    private static Arbitrary<DatasetRecord> wikiBigEdit() {
        return Combinators.combine(
                        texts(),
                        answers().list().ofSize(2),
                        texts().injectNull(0.2),
                        texts().list().ofMaxSize(1),
                        probe(answers(), Arbitraries.just("")).list().ofMaxSize(1),
                        texts().list().ofMaxSize(1),
                        probe(answers(), Arbitraries.just("mhop")).list().ofMaxSize(1))
                .as((prompt, answers, subject, heldOut, locality, personas, hops) -> record(
                        new Fact(
                                prompt,
                                answers.get(0),
                                subject,
                                null,
                                List.of(),
                                heldOut,
                                locality,
                                Stream.concat(
                                                personas.stream()
                                                        .map(text -> new Probe(text, answers.get(0), "personas")),
                                                hops.stream())
                                        .toList()),
                        answers.get(1)));
    }

    private static Arbitrary<DatasetRecord> ownRecord() {
        Arbitrary<List<String>> upToTwo = texts().list().ofMaxSize(2);
        Arbitrary<List<Probe>> probes =
                probe(texts(), Arbitraries.of("", "one_hop", "a, \"b\"")).list().ofMaxSize(2);
        Arbitrary<Fact> facts = Combinators.combine(
                        texts(),
                        texts(),
                        texts().injectNull(0.3),
                        texts().injectNull(0.3),
                        upToTwo,
                        upToTwo,
                        probes,
                        probes)
                .as(Fact::new);
        return Combinators.combine(facts, upToTwo, upToTwo)
                .as((fact, generation, attributes) -> record(
                        fact, Objects.requireNonNullElse(fact.oldTarget(), fact.target()), generation, attributes));
    }

    private static Arbitrary<Probe> probe(Arbitrary<String> answers, Arbitrary<String> groups) {
        return Combinators.combine(texts(), answers, groups).as(Probe::new);
    }

    /** Texts that are hard to write down: with quotes, commas, line breaks, and characters of one to four bytes. */
    private static Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "b", "é", "漢", "😀", " ", "\t", "\n", "\r", "\"", "'", ",", ";", "\\", "{", "}", "[", "#")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(characters -> String.join("", characters))
                .filter(text -> !text.isBlank());
    }

    private static Arbitrary<String> answers() {
        return texts().map(String::strip);
    }

    private static DatasetRecord record(Fact fact, String truth) {
        return record(fact, truth, List.of(), List.of());
    }

    private static DatasetRecord record(
            Fact fact, String truth, List<String> generationPrompts, List<String> attributePrompts) {
        return new DatasetRecord(
                fact, Optional.of(new TrainingText(fact.prompt(), truth)), generationPrompts, attributePrompts);
    }
}
