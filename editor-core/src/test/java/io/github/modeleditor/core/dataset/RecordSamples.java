package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random records that a format can hold. */
final class RecordSamples {
    /** Records, and a format that can hold them. */
    record Sample(FactFormat format, List<FactRecord> records) {}

    private RecordSamples() {}

    static Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(
                sample(FactFormat.COUNTERFACT, contrasted(1, 1, 0)),
                sample(FactFormat.MULTI_COUNTERFACT, contrasted(0, 2, 2)),
                sample(FactFormat.ZSRE, asked(true)),
                sample(FactFormat.ZSRE_ALTERNATIVE, asked(false)),
                sample(FactFormat.KNOWEDIT, knowEdit()),
                sample(FactFormat.WIKIBIGEDIT, wikiBigEdit()),
                sample(FactFormat.JSONL, ownRecord()));
    }

    private static Arbitrary<Sample> sample(FactFormat format, Arbitrary<FactRecord> record) {
        return record.list().ofMinSize(1).ofMaxSize(3).map(records -> new Sample(format, records));
    }

    static Arbitrary<List<FactRecord>> ownRecords() {
        return ownRecord().list().ofMinSize(1).ofMaxSize(3);
    }

    /** Facts with an old target; the subject stands in the prompt, the true target answers every neighbour. */
    private static Arbitrary<FactRecord> contrasted(int minimum, int maximum, int prompts) {
        Arbitrary<String> plain = texts().filter(text -> !text.contains("{}"));
        return Combinators.combine(
                        plain.list().ofSize(3),
                        answers().list().ofSize(2),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMinSize(minimum).ofMaxSize(maximum),
                        texts().list().ofMaxSize(prompts),
                        texts().list().ofMaxSize(prompts))
                .as((parts, targets, heldOut, neighbours, generation, attributes) -> record(
                        Fact.of(String.join(" ", parts), targets.get(0))
                                .withSubject(parts.get(1))
                                .withOldTarget(targets.get(1))
                                .withHeldOutParaphrases(heldOut)
                                .withLocalityProbes(neighbours.stream()
                                        .map(prompt -> Probe.of(prompt, targets.get(1)))
                                        .toList()),
                        targets.get(1),
                        generation,
                        attributes));
    }

    private static Arbitrary<FactRecord> asked(boolean taughtTheTruth) {
        return Combinators.combine(texts().list().ofSize(4), answers().list().ofSize(3))
                .as((texts, answers) -> record(
                        Fact.of(texts.get(0), answers.get(0))
                                .withSubject(texts.get(1))
                                .withHeldOutParaphrases(texts.get(2))
                                .withLocalityProbes(Probe.of(texts.get(3), answers.get(1))),
                        answers.get(taughtTheTruth ? 0 : 2)));
    }

    private static Arbitrary<FactRecord> knowEdit() {
        return Combinators.combine(
                        texts().list().ofSize(2),
                        answers().list().ofSize(2),
                        texts().list().ofMaxSize(1),
                        groups("Relation_Specificity", "Forgetfulness"),
                        groups("Subject_Aliasing", "Reasoning", "Logical_Generalization"))
                .as((texts, answers, heldOut, locality, portability) -> record(
                        Fact.of(texts.get(0), answers.get(0))
                                .withSubject(texts.get(1))
                                .withProbes(new Probes(heldOut, locality, portability)),
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

    private static Arbitrary<FactRecord> wikiBigEdit() {
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
                                PromptForm.PLAIN,
                                Optional.ofNullable(subject),
                                Optional.empty(),
                                List.of(),
                                new Probes(
                                        heldOut,
                                        locality,
                                        Stream.concat(
                                                        personas.stream().map(text -> Probe.of(text, answers.get(0))
                                                                .withGroup("personas")),
                                                        hops.stream())
                                                .toList())),
                        answers.get(1)));
    }

    private static Arbitrary<FactRecord> ownRecord() {
        Arbitrary<List<String>> upToTwo = texts().list().ofMaxSize(2);
        return Combinators.combine(facts().map(fact -> fact.withForm(PromptForm.PLAIN)), upToTwo, upToTwo)
                .as((fact, generation, attributes) ->
                        record(fact, fact.oldTarget().orElse(fact.target()), generation, attributes));
    }

    /** Facts with everything that one may have. */
    static Arbitrary<Fact> facts() {
        Arbitrary<List<String>> upToTwo = texts().list().ofMaxSize(2);
        Arbitrary<List<Probe>> probes =
                probe(texts(), Arbitraries.of("", "one_hop", "a, \"b\"")).list().ofMaxSize(2);
        return Combinators.combine(
                        texts(),
                        texts(),
                        Arbitraries.of(PromptForm.class),
                        texts().optional(),
                        texts().optional(),
                        upToTwo,
                        Combinators.combine(upToTwo, probes, probes).as(Probes::new))
                .as(Fact::new);
    }

    private static Arbitrary<Probe> probe(Arbitrary<String> answers, Arbitrary<String> groups) {
        return Combinators.combine(texts(), answers, groups)
                .as((prompt, answer, group) ->
                        new Probe(prompt, answer, Optional.of(group).filter(name -> !name.isEmpty())));
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

    private static FactRecord record(Fact fact, String truth) {
        return record(fact, truth, List.of(), List.of());
    }

    private static FactRecord record(
            Fact fact, String truth, List<String> generationPrompts, List<String> attributePrompts) {
        return new FactRecord(
                fact,
                Optional.of(new TrainingText(fact.prompt(), truth, fact.form())),
                generationPrompts,
                attributePrompts);
    }
}
