package io.github.modeleditor.core.preservation;

import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.AugmentationContext;
import io.github.modeleditor.core.builtin.PlainFact;
import io.github.modeleditor.core.relation.ListedNames;
import io.github.modeleditor.core.relation.MadePrompts;
import io.github.modeleditor.core.relation.RelatedSubjects;
import io.github.modeleditor.core.relation.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Prompts near to a fact's: three quarters in its own words about other subjects, the rest near statements as they stand. Of the
 * first, all but one are about {@linkplain ListedNames names of its subject's kind}, as far as there are any; one half of the rest about
 * subjects of the other facts; and what is left about those of near statements. A quarter of all stands behind a text that the
 * unedited model made up, as facts do. Used by one thread.
 */
final class NeighbourPrompts {
    private static final int NEAR = 20;
    private static final int ONE_IN_PREFIXED = 4;
    private static final int SHORT_PREFIX = 5;
    private static final int LONG_PREFIX = 10;

    private final AugmentationContext context;
    private final RelatedSubjects subjects;
    private final SetMultimap<String, String> listed;
    private final Random random;
    private final List<TrainingText> statements = new ArrayList<>();
    private final IdentityHashMap<TrainingText, String> subjectOf = new IdentityHashMap<>();

    /**
     * What makes the neighbours of an edit.
     *
     * @param context finds near statements, and has texts that the unedited model made up
     * @param subjects those of the edit
     * @param listed for each subject names of its kind
     * @param random what is drawn from
     */
    NeighbourPrompts(
            AugmentationContext context, RelatedSubjects subjects, SetMultimap<String, String> listed, Random random) {
        this.context = context;
        this.random = random;
        this.subjects = subjects;
        this.listed = listed;
        for (PlainFact fact : PlainFact.all()) {
            statements.add(fact.text());
            subjectOf.put(fact.text(), fact.subject());
        }
    }

    /**
     * The neighbours of a fact.
     *
     * @param fact one of the edit
     * @param count how many at most
     * @return distinct prompts; none where the fact's prompt has no subject
     */
    List<String> of(Fact fact, int count) {
        Template template = subjects.templates().get(fact);
        if (template == null) {
            return List.of();
        }
        List<String> others = subjects.of(template);
        List<TrainingText> near = shuffled(context.nearest(fact.prompt(), statements, NEAR));
        int made = (3 * count + 3) / 4;
        Set<String> prompts = new LinkedHashSet<>();
        make(prompts, template, untaught(listed.get(template.subject())), made - 1);
        make(prompts, template, shuffled(others), (prompts.size() + made) / 2);
        make(
                prompts,
                template,
                near.stream()
                        .map(statement -> Objects.requireNonNull(subjectOf.get(statement)))
                        .toList(),
                made);
        make(prompts, template, shuffled(others), made);
        return Stream.concat(prompts.stream(), near.stream().map(TrainingText::prompt))
                .limit(count)
                .map(this::maybePrefixed)
                .toList();
    }

    private List<String> untaught(Collection<String> names) {
        return names.stream().filter(name -> !subjects.isTaught(name)).toList();
    }

    private static void make(Set<String> prompts, Template template, List<String> others, int most) {
        for (Iterator<String> each = others.iterator(); each.hasNext() && prompts.size() < most; ) {
            String other = each.next();
            String prompt = template.with(other);
            if (RelatedSubjects.areApart(template.subject(), other) && !MadePrompts.isMeasured(prompt)) {
                prompts.add(prompt);
            }
        }
    }

    private String maybePrefixed(String prompt) {
        if (random.nextInt(ONE_IN_PREFIXED) > 0) {
            return prompt;
        }
        List<String> samples = context.samples(random.nextBoolean() ? SHORT_PREFIX : LONG_PREFIX);
        return samples.get(random.nextInt(samples.size())) + ". " + prompt;
    }

    private <T> List<T> shuffled(List<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
