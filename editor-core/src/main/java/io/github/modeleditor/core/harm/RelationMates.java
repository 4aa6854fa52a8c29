package io.github.modeleditor.core.harm;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses relation mates for the facts of an edit: at most {@value #PER_FACT} a fact and {@value #IN_ALL} in all, the facts that
 * go short being spread evenly. What is taught is no mate, nor does the subject of a mate hold that of its fact. For each fact
 * are taken, each in an order that the seed gives:
 *
 * <ol>
 *   <li>facts that are not taught, but ask in the very same words for another subject: what they replace is true of it;
 *   <li>subjects of the other facts, but not of those that may ask for the same relation in other words: those with an answer,
 *       new or old, that a fact of this template has too;
 *   <li>names that the unedited model wrote.
 * </ol>
 */
final class RelationMates {
    static final int PER_FACT = 2;
    static final int IN_ALL = 100;

    private final List<Templated> templated = new ArrayList<>();
    private final int factsWithoutSubject;
    private final List<String> names;
    private final long seed;
    private final Set<String> taught = new HashSet<>();
    private final SetMultimap<String, String> answers = LinkedHashMultimap.create();
    private final SetMultimap<String, Mate> known = LinkedHashMultimap.create();

    private record Templated(Fact fact, Template template) {}

    /**
     * A choice that has not been made.
     *
     * @param facts what is taught
     * @param untaught what is not
     * @param names what the unedited model wrote, as far as it is names
     * @param seed where the order comes from
     */
    RelationMates(List<Fact> facts, Collection<Fact> untaught, List<String> names, long seed) {
        this.names = names.stream().distinct().toList();
        this.seed = seed;
        int without = 0;
        for (Fact fact : new LinkedHashSet<>(facts)) {
            Stream.of(
                            Stream.of(fact.prompt()),
                            fact.paraphrases().stream(),
                            fact.probes().heldOutParaphrases().stream())
                    .flatMap(prompts -> prompts)
                    .forEach(prompt -> taught.add(normalized(prompt)));
            Optional<Template> template = Template.of(fact);
            without += template.isPresent() ? 0 : 1;
            template.map(found -> new Templated(fact, found)).ifPresent(templated::add);
        }
        factsWithoutSubject = without;
        for (Templated each : templated) {
            answers(each.fact()).forEach(answer -> answers.put(each.template().key(), answer));
        }
        for (Fact fact : untaught) {
            Template.of(fact)
                    .ifPresent(template -> known.put(
                            template.key(), new Mate(fact, template.subject(), fact.prompt(), fact.oldTarget())));
        }
    }

    /** How many of the facts have no subject that stands in their prompt. */
    int factsWithoutSubject() {
        return factsWithoutSubject;
    }

    /** The mates, those of one fact one behind the other. */
    List<Mate> choose() {
        List<Templated> asked = Spread.over(templated, IN_ALL);
        Set<Templated> twice = new HashSet<>(Spread.over(asked, IN_ALL - asked.size()));
        List<Mate> mates = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Templated each = asked.get(i);
            mates.addAll(choose(each, new Random(seed + i), twice.contains(each) ? PER_FACT : 1));
        }
        return mates;
    }

    private List<Mate> choose(Templated each, Random random, int count) {
        Template template = each.template();
        Map<String, Mate> chosen = new LinkedHashMap<>();
        for (Mate mate : shuffled(known.get(template.key()), random)) {
            take(new Mate(each.fact(), mate.subject(), mate.prompt(), mate.truth()), template, count, chosen);
        }
        Set<String> taken = answers.get(template.key());
        for (Templated other : shuffled(templated, random)) {
            if (chosen.size() < count && answers(other.fact()).noneMatch(taken::contains)) {
                take(mate(each, other.template().subject()), template, count, chosen);
            }
        }
        for (String name : shuffled(names, random)) {
            take(mate(each, name), template, count, chosen);
        }
        return List.copyOf(chosen.values());
    }

    private static <T> List<T> shuffled(Collection<T> all, Random random) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Mate mate(Templated each, String subject) {
        return new Mate(each.fact(), subject, each.template().with(subject), Optional.empty());
    }

    private void take(Mate mate, Template template, int count, Map<String, Mate> chosen) {
        String subject = normalized(mate.subject());
        String own = normalized(template.subject());
        String prompt = normalized(mate.prompt());
        if (chosen.size() < count && !subject.contains(own) && !own.contains(subject) && !taught.contains(prompt)) {
            chosen.putIfAbsent(prompt, mate);
        }
    }

    private static Stream<String> answers(Fact fact) {
        return Stream.concat(Stream.of(fact.target()), fact.oldTarget().stream())
                .map(RelationMates::normalized);
    }

    private static String normalized(String text) {
        return FactId.collapsed(text).toLowerCase(Locale.ROOT);
    }
}
