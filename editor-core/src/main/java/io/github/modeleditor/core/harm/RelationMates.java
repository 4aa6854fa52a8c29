package io.github.modeleditor.core.harm;

import static io.github.modeleditor.core.relation.RelatedSubjects.normalized;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.relation.MadePrompts;
import io.github.modeleditor.core.relation.RelatedSubjects;
import io.github.modeleditor.core.relation.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses relation mates for the facts of an edit: at most {@value #PER_FACT} a fact, the facts that
 * go short being spread evenly. What is taught is no mate, nor does the subject of a mate hold that of its fact. For each fact
 * are taken, each in an order that the seed gives:
 *
 * <ol>
 *   <li>facts that are not taught, but ask in the very same words for another subject: what they replace is true of it;
 *   <li>{@linkplain RelatedSubjects subjects of the other facts};
 *   <li>names that the unedited model wrote.
 * </ol>
 *
 * <p>Of the last two only such as {@linkplain MadePrompts no edit trains}.
 */
final class RelationMates {
    static final int PER_FACT = 2;

    private final RelatedSubjects subjects;
    private final int factsWithoutSubject;
    private final List<String> names;
    private final long seed;
    private final Set<String> taught = new HashSet<>();
    private final SetMultimap<String, Mate> known = LinkedHashMultimap.create();

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
        List<Fact> distinct = List.copyOf(new LinkedHashSet<>(facts));
        for (Fact fact : distinct) {
            Stream.of(
                            Stream.of(fact.prompt()),
                            fact.paraphrases().stream(),
                            fact.probes().heldOutParaphrases().stream())
                    .flatMap(prompts -> prompts)
                    .forEach(prompt -> taught.add(normalized(prompt)));
        }
        subjects = new RelatedSubjects(distinct);
        factsWithoutSubject = distinct.size() - subjects.templates().size();
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

    /**
     * The mates, those of one fact one behind the other.
     *
     * @param most how many in all
     */
    List<Mate> choose(int most) {
        List<Map.Entry<Fact, Template>> asked =
                Spread.over(List.copyOf(subjects.templates().entrySet()), most);
        Set<Map.Entry<Fact, Template>> twice = new HashSet<>(Spread.over(asked, most - asked.size()));
        List<Mate> mates = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Map.Entry<Fact, Template> each = asked.get(i);
            mates.addAll(
                    choose(each.getKey(), each.getValue(), new Random(seed + i), twice.contains(each) ? PER_FACT : 1));
        }
        return mates;
    }

    private List<Mate> choose(Fact fact, Template template, Random random, int count) {
        Map<String, Mate> chosen = new LinkedHashMap<>();
        for (Mate mate : shuffled(known.get(template.key()), random)) {
            take(new Mate(fact, mate.subject(), mate.prompt(), mate.truth()), template, count, chosen);
        }
        for (String subject : shuffled(subjects.of(template), random)) {
            make(fact, template, subject, count, chosen);
        }
        for (String name : shuffled(names, random)) {
            make(fact, template, name, count, chosen);
        }
        return List.copyOf(chosen.values());
    }

    private static <T> List<T> shuffled(Collection<T> all, Random random) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private void make(Fact fact, Template template, String subject, int count, Map<String, Mate> chosen) {
        String prompt = template.with(subject);
        if (MadePrompts.isMeasured(prompt)) {
            take(new Mate(fact, subject, prompt, Optional.empty()), template, count, chosen);
        }
    }

    private void take(Mate mate, Template template, int count, Map<String, Mate> chosen) {
        String prompt = normalized(mate.prompt());
        if (chosen.size() < count
                && RelatedSubjects.areApart(mate.subject(), template.subject())
                && !taught.contains(prompt)) {
            chosen.putIfAbsent(prompt, mate);
        }
    }
}
