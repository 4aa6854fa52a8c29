package io.github.modeleditor.core.harm;

import static io.github.modeleditor.core.relation.RelatedSubjects.normalized;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.relation.ListedNames;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses relation mates for the facts of an edit: at most {@value #PER_FACT} a fact, the facts that
 * go short being spread evenly. What is taught is no mate, nor does the subject of a mate hold that of its fact. For each fact
 * are taken, each in an order that the seed gives:
 *
 * <ol>
 *   <li>facts that are not taught, but ask in the very same words for another subject: what they replace is true of it;
 *   <li>{@linkplain ListedNames names of its subject's kind} that the unedited model lists;
 *   <li>those it lists for other facts;
 *   <li>names in what it wrote by itself;
 *   <li>{@linkplain RelatedSubjects subjects of the other facts}. They come last, and are no names of the others: something is taught
 *       about them, and what else is asked about them may rightly follow from it.
 * </ol>
 *
 * <p>Of all but the first only such as {@linkplain MadePrompts no edit trains}.
 */
final class RelationMates {
    static final int PER_FACT = 2;

    private final RelatedSubjects subjects;
    private final int factsWithoutSubject;
    private final List<Wanted> wanted = new ArrayList<>();
    private final Set<String> taught = new HashSet<>();
    private final SetMultimap<String, Mate> known = LinkedHashMultimap.create();

    /**
     * A choice that has not been made.
     *
     * @param facts what is taught
     * @param untaught what is not
     * @param most how many are chosen in all
     * @param seed where the order comes from
     */
    RelationMates(List<Fact> facts, Collection<Fact> untaught, int most, long seed) {
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
        List<Map.Entry<Fact, Template>> asked =
                Spread.over(List.copyOf(subjects.templates().entrySet()), most);
        Set<Map.Entry<Fact, Template>> twice = new HashSet<>(Spread.over(asked, most - asked.size()));
        for (Map.Entry<Fact, Template> each : asked) {
            wanted.add(new Wanted(
                    each.getKey(), each.getValue(), twice.contains(each) ? PER_FACT : 1, seed + wanted.size()));
        }
    }

    /** How many mates a fact gets, and where their order comes from. */
    private record Wanted(Fact fact, Template template, int count, long seed) {}

    /** How many of the facts have no subject that stands in their prompt. */
    int factsWithoutSubject() {
        return factsWithoutSubject;
    }

    /** Those of facts that go short of untaught facts in the same words. */
    Set<String> subjectsToList() {
        return wanted.stream()
                .filter(each -> known(each).size() < each.count())
                .map(each -> each.template().subject())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The mates, those of one fact one behind the other.
     *
     * @param listed for subjects names of their kind, which the unedited model listed
     * @param written names in what it wrote
     */
    List<Mate> choose(SetMultimap<String, String> listed, List<String> written) {
        List<String> listedForAny = untaught(listed.values());
        List<String> untaughtWritten = untaught(written);
        List<Mate> mates = new ArrayList<>();
        for (Wanted each : wanted) {
            Template template = each.template();
            Map<String, Mate> chosen = known(each);
            Random random = new Random(each.seed());
            make(each, untaught(listed.get(template.subject())), random, chosen);
            make(each, listedForAny, random, chosen);
            make(each, untaughtWritten, random, chosen);
            make(each, subjects.of(template), random, chosen);
            mates.addAll(chosen.values());
        }
        return mates;
    }

    private Map<String, Mate> known(Wanted wanted) {
        Map<String, Mate> chosen = new LinkedHashMap<>();
        for (Mate mate : shuffled(known.get(wanted.template().key()), new Random(wanted.seed()))) {
            take(new Mate(wanted.fact(), mate.subject(), mate.prompt(), mate.truth()), wanted, chosen);
        }
        return chosen;
    }

    private List<String> untaught(Collection<String> names) {
        return names.stream()
                .distinct()
                .filter(name -> !subjects.isTaught(name))
                .toList();
    }

    private static <T> List<T> shuffled(Collection<T> all, Random random) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private void make(Wanted wanted, List<String> others, Random random, Map<String, Mate> chosen) {
        for (String subject : shuffled(others, random)) {
            String prompt = wanted.template().with(subject);
            if (MadePrompts.isMeasured(prompt)) {
                take(new Mate(wanted.fact(), subject, prompt, Optional.empty()), wanted, chosen);
            }
        }
    }

    private void take(Mate mate, Wanted wanted, Map<String, Mate> chosen) {
        String prompt = normalized(mate.prompt());
        if (chosen.size() < wanted.count()
                && RelatedSubjects.areApart(mate.subject(), wanted.template().subject())
                && !taught.contains(prompt)) {
            chosen.putIfAbsent(prompt, mate);
        }
    }
}
