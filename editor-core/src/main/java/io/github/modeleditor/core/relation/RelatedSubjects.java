package io.github.modeleditor.core.relation;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The subjects of an edit, and which of them may be asked for under the template of another. A fact that may ask for the same
 * relation in other words lends none: one that has an answer, new or old, in common with any fact of the template. Immutable
 * once made.
 */
public final class RelatedSubjects {
    private final Map<Fact, Template> templates = new LinkedHashMap<>();
    private final List<Lent> lent = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final SetMultimap<String, String> answers = LinkedHashMultimap.create();

    /**
     * The subjects of some facts.
     *
     * @param facts what is taught
     */
    public RelatedSubjects(List<Fact> facts) {
        for (Fact fact : facts) {
            Template.of(fact).ifPresent(template -> templates.put(fact, template));
        }
        templates.forEach((fact, template) -> {
            Lent each = new Lent(template.subject(), answers(fact).toList());
            lent.add(each);
            names.add(normalized(template.subject()));
            each.answers().forEach(answer -> answers.put(template.key(), answer));
        });
    }

    /** A subject, and the answers in normal form, which is found once, as every fact asks all others. */
    private record Lent(String subject, List<String> answers) {}

    /**
     * Facts with a subject in their prompt, and their templates.
     *
     * @return in the order of the facts
     */
    public Map<Fact, Template> templates() {
        return templates;
    }

    /**
     * Whom or what some of the facts are about.
     *
     * @param facts of the edit
     * @return their subjects without repetition, as they stand in the prompts, in the order of the facts
     */
    public Set<String> about(Collection<Fact> facts) {
        return facts.stream()
                .map(templates::get)
                .filter(Objects::nonNull)
                .map(Template::subject)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Whether something is taught about a name, so that whatever is asked about it may be to change.
     *
     * @param name a name
     * @return true where it is the subject of one of the facts
     */
    public boolean isTaught(String name) {
        return names.contains(normalized(name));
    }

    /**
     * The subjects that may stand in a template.
     *
     * @param template that of one of the facts
     * @return subjects of other facts, in their order
     */
    public List<String> of(Template template) {
        Set<String> taken = answers.get(template.key());
        return lent.stream()
                .filter(each -> each.answers().stream().noneMatch(taken::contains))
                .map(Lent::subject)
                .toList();
    }

    /**
     * Whether two subjects are told apart by their names.
     *
     * @param subject one
     * @param other another
     * @return false where one name holds the other
     */
    public static boolean areApart(String subject, String other) {
        String one = normalized(subject);
        String two = normalized(other);
        return !one.contains(two) && !two.contains(one);
    }

    private static Stream<String> answers(Fact fact) {
        return Stream.concat(Stream.of(fact.target()), fact.oldTarget().stream())
                .map(RelatedSubjects::normalized);
    }

    /**
     * A text as it is compared.
     *
     * @param text a name, an answer or a prompt
     * @return it in lower case, with single spaces
     */
    public static String normalized(String text) {
        return FactId.collapsed(text).toLowerCase(Locale.ROOT);
    }
}
