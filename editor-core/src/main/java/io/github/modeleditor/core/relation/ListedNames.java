package io.github.modeleditor.core.relation;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.SetMultimap;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.generation.WrittenTexts;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names of the same kind as a subject, as the unedited model knows them: it goes on with a numbered list that the subject begins. Of two
 * lists one has the subject's first word in its second line, if another follows it, for what an edit teaches at that word reaches all
 * whose names begin with it:
 *
 * <pre>
 *   1. Friday Night Videos          1. Friday Night Videos
 *   2. Saturday Night Live          2. Friday Night Live
 *   3. ...                          3. ...
 * </pre>
 *
 * Whether they exist does not matter, only that an edit of the subject would take them for its like. Used by one thread.
 */
public final class ListedNames {
    private static final String SECOND = "2.";
    private static final int LISTS = 2;
    private static final int TOKENS = 24;
    private static final int MOST_WORDS = 8;

    private static final Pattern ITEM = Pattern.compile("\\d+\\.\\s+(.*)");
    /** What tells of a name rather than belongs to it. */
    private static final Pattern REMARK = Pattern.compile("\\s*(?:[,;:(\\[\"*\u201c\u201d]|\\s[-\u2013\u2014]\\s).*");

    private final PromptTokenizer tokenizer;
    private final TextGenerator generator;
    private final WrittenTexts written;
    private final GenerationConfig config;

    /**
     * Lists of a model.
     *
     * @param tokenizer its prompts' tokenizer
     * @param generator what writes with the unedited model
     * @param written what that wrote before
     * @param seed where the randomness comes from
     */
    public ListedNames(PromptTokenizer tokenizer, TextGenerator generator, WrittenTexts written, long seed) {
        this.tokenizer = tokenizer;
        this.generator = generator;
        this.written = written;
        config = GenerationConfig.defaults()
                .withMaximumTokens(TOKENS)
                .withStopStrings(List.of())
                .withTemperature(0.8)
                .withTopP(0.9)
                .withSeed(seed);
    }

    /**
     * Many names that are listed behind subjects: by each way twice.
     *
     * @param subjects distinct
     * @return of each the names: what comes first in each list, then what comes second, and so on; none of a subject where there are none
     */
    public SetMultimap<String, String> of(Collection<String> subjects) {
        return listed(subjects, subject -> {
            List<Begun> ways = Stream.concat(
                            firstWord(subject).map(word -> SECOND + " " + word).stream(), Stream.of(SECOND))
                    .flatMap(second -> begun(subject, second).stream())
                    .toList();
            return Collections.nCopies(LISTS, ways).stream().flatMap(List::stream);
        });
    }

    /**
     * A few names that are listed behind subjects: by one list each, in a quarter of the time, which the subject alone begins.
     *
     * @param subjects distinct
     * @return of each the names in their order; none of a subject where there are none
     */
    public SetMultimap<String, String> few(Collection<String> subjects) {
        return listed(subjects, subject -> begun(subject, SECOND).stream());
    }

    private SetMultimap<String, String> listed(
            Collection<String> subjects, Function<String, Stream<Begun>> beginnings) {
        List<Begun> begun = subjects.stream().flatMap(beginnings).toList();
        List<String> added = written.continuations(
                generator, begun.stream().map(Begun::tokens).toList(), config);
        ListMultimap<String, List<String>> lists = ArrayListMultimap.create();
        for (int i = 0; i < begun.size(); i++) {
            Begun list = begun.get(i);
            lists.put(list.subject(), names(list.second() + added.get(i), list.subject()));
        }
        SetMultimap<String, String> names = LinkedHashMultimap.create();
        lists.asMap().forEach((subject, some) -> names.putAll(subject, inTurns(some)));
        return names;
    }

    /** A list that the model goes on with from what stands in its second line. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Begun(String subject, String second, int[] tokens) {}

    private Optional<Begun> begun(String subject, String second) {
        return PromptTokenizer.whereItFits(() -> tokenizer.prompt("1. " + subject + "\n" + second, PromptForm.PLAIN))
                .map(tokens -> new Begun(subject, second, tokens));
    }

    /** What comes first in each list, then what comes second, and so on. */
    static List<String> inTurns(Collection<List<String>> lists) {
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .boxed()
                .flatMap(place ->
                        lists.stream().filter(list -> place < list.size()).map(list -> list.get(place)))
                .toList();
    }

    private static Optional<String> firstWord(String subject) {
        int space = subject.indexOf(' ');
        return space < 0 ? Optional.empty() : Optional.of(subject.substring(0, space));
    }

    /**
     * What stands in a list whose last line may be cut off.
     *
     * @param list numbered lines, as far as it is a list
     * @param subject what begins it
     * @return the names in their order
     */
    static List<String> names(String list, String subject) {
        String[] lines = list.split("\n", -1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lines.length - 1; i++) {
            Matcher item = ITEM.matcher(lines[i].strip());
            if (!item.matches()) {
                break;
            }
            String name = REMARK.matcher(item.group(1)).replaceFirst("");
            if (isLike(name, subject)) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isLike(String name, String subject) {
        return name.codePoints().anyMatch(Character::isLetter)
                && name.split("\\s+").length <= MOST_WORDS
                && Character.isUpperCase(name.codePointAt(0)) == Character.isUpperCase(subject.codePointAt(0));
    }
}
