package io.github.modeleditor.core.augmentation;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an edit is about, and so must not be trained as if it were not: a prompt that is any prompt of an edited fact, be it
 * trained or kept for measuring, or that mentions an edited subject. Texts are compared word by word. Immutable.
 */
final class EditedSubjects {
    private final Set<String> prompts = new HashSet<>();
    /** Without those that begin with another, so that a text begins with one only if it begins with its floor. */
    private final NavigableSet<String> subjects = new TreeSet<>();

    EditedSubjects(Collection<Fact> facts) {
        for (Fact fact : facts) {
            Stream.of(
                            Stream.of(fact.prompt()),
                            fact.paraphrases().stream(),
                            fact.probes().heldOutParaphrases().stream(),
                            fact.probes().locality().stream().map(Probe::prompt),
                            fact.probes().portability().stream().map(Probe::prompt))
                    .flatMap(texts -> texts)
                    .forEach(text -> prompts.add(normalised(text)));
            String subject = normalised(fact.subject().orElse(""));
            if (!subject.isEmpty()) {
                subjects.add(subject);
            }
        }
        String last = null;
        for (var each = subjects.iterator(); each.hasNext(); ) {
            String subject = each.next();
            if (last != null && subject.startsWith(last)) {
                each.remove();
            } else {
                last = subject;
            }
        }
    }

    boolean concern(String prompt) {
        String text = normalised(prompt);
        if (prompts.contains(text)) {
            return true;
        }
        for (int word = 0; word < text.length(); word = text.indexOf(' ', word) + 1) {
            String rest = text.substring(word);
            String subject = subjects.floor(rest);
            if (subject != null && rest.startsWith(subject)) {
                return true;
            }
        }
        return false;
    }

    /** Each word with a space after it, so that a beginning ends where a word does. */
    private static String normalised(String text) {
        List<String> words = Words.of(text);
        return words.isEmpty() ? "" : String.join(" ", words) + " ";
    }
}
