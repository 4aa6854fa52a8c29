package io.github.modeleditor.core.store;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.FactId;
import io.github.modeleditor.api.error.InvalidFactException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Facts by what they are about: a prompt, a paraphrase, or a relation of a subject, that is a prompt without it. White space, case,
 * leading articles and closing punctuation make no difference. Not thread-safe.
 *
 * @param <T> what is found by a fact
 */
final class Conflicts<T> {
    private static final int SHOWN = 10;
    private static final Pattern ARTICLE = Pattern.compile("^(?:an?|the) ");
    private static final Pattern ARTICLE_BEFORE_SUBJECT = Pattern.compile("\\b(?:an?|the) \0");
    private static final CharMatcher CLOSING = CharMatcher.anyOf(".:?!,;\"'\u2026 ");

    private final Map<String, List<Known<T>>> known = new HashMap<>();

    private record Known<T>(Fact fact, T found) {}

    /**
     * Two facts about one thing.
     *
     * @param fact the one that was asked for
     * @param other the one there is
     * @param found what was put there with it
     * @param <T> what that is
     */
    record Match<T>(Fact fact, Fact other, T found) {
        /** Whether they say different things. */
        boolean isContradiction() {
            return !normalized(fact.target()).equals(normalized(other.target()));
        }

        private String text() {
            return "\"" + fact.prompt() + "\" is to be continued by \"" + fact.target() + "\", and \"" + other.prompt()
                    + "\" by \"" + other.target() + "\" (" + found + ")";
        }
    }

    /** From now on a fact is known. */
    void add(Fact fact, T found) {
        keys(fact).forEach(key -> known.computeIfAbsent(key, none -> new ArrayList<>(1))
                .add(new Known<>(fact, found)));
    }

    /** The facts that are about the same as one, each once. */
    List<Match<T>> with(Fact fact) {
        Set<Match<T>> matches = new LinkedHashSet<>();
        for (String key : keys(fact)) {
            known.getOrDefault(key, List.of())
                    .forEach(other -> matches.add(new Match<>(fact, other.fact(), other.found())));
        }
        return List.copyOf(matches);
    }

    /** Those that contradict it. */
    List<Match<T>> contradicting(Fact fact) {
        return with(fact).stream().filter(Match::isContradiction).toList();
    }

    /**
     * Refuses facts that exclude each other.
     *
     * @throws InvalidFactException if there are any; the message names them
     */
    static void requireConsistent(List<Fact> facts) {
        Conflicts<String> earlier = new Conflicts<>();
        List<Match<String>> matches = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            matches.addAll(earlier.contradicting(facts.get(i)));
            earlier.add(facts.get(i), "fact " + (i + 1));
        }
        refuse("Facts of one set contradict each other: ", matches, "Keep one of them.");
    }

    /** Refuses contradictions, if there are any. */
    static <T> void refuse(String beginning, List<Match<T>> matches, String advice) {
        if (!matches.isEmpty()) {
            int more = matches.size() - SHOWN;
            throw new InvalidFactException(beginning
                    + matches.stream().limit(SHOWN).map(Match::text).collect(Collectors.joining("; "))
                    + (more > 0 ? "; and " + more + " more" : "") + ". " + advice);
        }
    }

    /** Of some facts those that are about nothing that others are about. */
    static List<Fact> withoutMatches(List<Fact> facts, List<Fact> others) {
        Conflicts<String> known = new Conflicts<>();
        others.forEach(other -> known.add(other, ""));
        return facts.stream().filter(fact -> known.with(fact).isEmpty()).toList();
    }

    /** Of facts that contradict one another the last, in their order. */
    static List<Fact> latest(List<Fact> facts) {
        Conflicts<Integer> kept = new Conflicts<>();
        List<Fact> latest = new ArrayList<>();
        for (int i = facts.size() - 1; i >= 0; i--) {
            if (kept.contradicting(facts.get(i)).isEmpty()) {
                kept.add(facts.get(i), i);
                latest.add(0, facts.get(i));
            }
        }
        return latest;
    }

    private static Set<String> keys(Fact fact) {
        Set<String> keys = new LinkedHashSet<>();
        String subject = fact.subject().map(Conflicts::normalized).orElse("");
        Stream.concat(Stream.of(fact.prompt()), fact.paraphrases().stream()).forEach(prompt -> {
            String asked = normalized(prompt);
            keys.add(asked);
            if (!subject.isEmpty() && asked.contains(subject)) {
                String relation = ARTICLE_BEFORE_SUBJECT
                        .matcher(asked.replace(subject, "\0"))
                        .replaceAll("\0");
                keys.add(subject + "\0" + relation);
            }
        });
        return keys;
    }

    private static String normalized(String text) {
        String lower = CLOSING.trimTrailingFrom(FactId.collapsed(text).toLowerCase(Locale.ROOT));
        return ARTICLE.matcher(lower).replaceFirst("");
    }
}
