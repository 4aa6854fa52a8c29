package io.github.modeleditor.core.relation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds names in texts by how they are written, without a model. A name is a run of capitalised words; within it words of digits
 * and small ones such as "of" may stand. A run ends at punctuation and behind a possessive. What may be capitalised for its
 * place alone is no name: a run that is nothing but the first word of the text, of a sentence or of a quotation. Articles,
 * question words and prepositions at such a place belong to no name. Scripts without capitals have no names here.
 */
public final class Names {
    private static final int LONGEST = 8;

    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}&./'\u2019-]*[\\p{L}\\p{M}\\p{N}]\\.?|[^\\s]");
    private static final Pattern POSSESSIVE = Pattern.compile("(?:['\u2019]s|['\u2019])$");
    private static final Pattern INITIAL = Pattern.compile("(?:\\p{Lu}\\.)+|(?:Mr|Mrs|Ms|Dr|St|Jr|Sr)\\.");

    private static final Set<String> WITHIN = Set.of(
            "of", "the", "de", "del", "della", "di", "da", "do", "dos", "du", "des", "la", "le", "les", "el", "al",
            "von", "van", "der", "den", "zu", "y", "e", "bin", "ibn", "for");

    private static final Set<String> NEVER_FIRST = Set.of(
            "the",
            "a",
            "an",
            "what",
            "which",
            "who",
            "whom",
            "whose",
            "where",
            "when",
            "why",
            "how",
            "in",
            "on",
            "at",
            "of",
            "for",
            "from",
            "to",
            "by",
            "with",
            "and",
            "but",
            "or",
            "if",
            "as",
            "after",
            "before",
            "since",
            "during",
            "is",
            "are",
            "was",
            "were",
            "did",
            "does",
            "do",
            "has",
            "have",
            "had",
            "can",
            "could",
            "will",
            "would",
            "it",
            "its",
            "he",
            "she",
            "they",
            "we",
            "you",
            "i",
            "his",
            "her",
            "their",
            "our",
            "my",
            "your",
            "this",
            "that",
            "these",
            "those",
            "there",
            "here",
            "one",
            "some",
            "all",
            "no",
            "not",
            "yes",
            "name",
            "question",
            "answer",
            "q");

    private Names() {}

    /**
     * The subject of a prompt: the name of most words, of several the longest in characters, of these the first.
     *
     * @param prompt the prompt
     * @return its text as it stands in the prompt; empty where no name is found
     */
    public static Optional<String> subject(String prompt) {
        List<String> names = in(prompt);
        return names.stream()
                .max(Comparator.comparingInt((String name) -> name.split("\\s+").length)
                        .thenComparingInt(String::length)
                        // Of equal ones max takes the last.
                        .thenComparingInt(name -> -names.indexOf(name)));
    }

    /**
     * The names in a text, in their order, as they stand there.
     *
     * @param text the text
     * @return substrings of the text
     */
    public static List<String> in(String text) {
        List<String> names = new ArrayList<>();
        Run run = new Run(text);
        boolean begins = true;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            boolean initial = INITIAL.matcher(word).matches();
            String bare = initial ? word : word.replaceFirst("\\.$", "");
            boolean possessive = POSSESSIVE.matcher(bare).find();
            String name = POSSESSIVE.matcher(bare).replaceFirst("");
            if (!Character.isLetterOrDigit(word.codePointAt(0))) {
                run.end(names);
                begins |= ".!?:;\"\u201c\u201e(\u00ab\n".contains(word);
                continue;
            }
            boolean capital = Character.isUpperCase(name.codePointAt(0));
            String small = name.toLowerCase(Locale.ROOT);
            if (capital && !(begins && NEVER_FIRST.contains(small)) && !small.equals("i")) {
                run.add(words.start(), words.start() + name.length(), begins);
            } else if (run.isOpen() && Character.isDigit(name.codePointAt(0))) {
                run.add(words.start(), words.start() + name.length(), false);
            } else if (!run.isOpen() || !WITHIN.contains(word)) {
                run.end(names);
            }
            boolean ends = !initial && word.endsWith(".");
            if (possessive || ends) {
                run.end(names);
            }
            begins = ends;
        }
        run.end(names);
        return names;
    }

    /** A run of words of a text while it is read. */
    private static final class Run {
        private final String text;
        private int start = -1;
        private int end;
        private int words;
        private boolean beginsSentence;

        Run(String text) {
            this.text = text;
        }

        boolean isOpen() {
            return words > 0;
        }

        void add(int from, int to, boolean first) {
            if (words == 0) {
                start = from;
                beginsSentence = first;
            }
            end = to;
            words++;
        }

        void end(List<String> names) {
            if ((words > 1 && words <= LONGEST) || (words == 1 && !beginsSentence)) {
                names.add(text.substring(start, end));
            }
            words = 0;
        }
    }
}
