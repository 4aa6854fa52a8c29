package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked to see what became of the rest of a model, tokenized once. Answers are found by the index at which a prompt or a
 * text stands. What a model does not take for its length is not asked. Immutable once made.
 */
final class HarmQuestions {
    private static final int ANSWER_TOKENS = 3;
    /** An assistant says some words before it says anything. */
    private static final int CHAT_ANSWER_TOKENS = 12;

    private static final int GENERATED_TOKENS_PER_TARGET_TOKEN = 3;

    /**
     * A prompt to complete.
     *
     * @param tokens the prompt
     * @param maximumTokens tokens to add at most
     */
    @SuppressWarnings("ArrayRecordComponent") // a plain carrier of tokens; never compared
    record Asked(int[] tokens, int maximumTokens) {}

    /**
     * A mate, and where its answers stand.
     *
     * @param mate the mate
     * @param prompt the index of its prompt
     * @param target the index of the text of prompt and new target
     * @param truth the index of the text of prompt and what is true of it
     */
    record AskedMate(Mate mate, int prompt, int target, Optional<Integer> truth) {}

    /**
     * A negated fact, and where its answers stand.
     *
     * @param fact the fact
     * @param prompt the index of the negated prompt
     * @param target the index of the text of negated prompt and new target
     * @param isNewTrue whether the new target is true
     * @param isOldTrue whether the old one is, where it is known
     */
    record AskedNegation(Fact fact, int prompt, int target, AskedTruth isNewTrue, Optional<AskedTruth> isOldTrue) {}

    /**
     * A question of yes or no.
     *
     * @param yes the index of the text that answers yes
     * @param no the index of the text that answers no
     */
    record AskedTruth(int yes, int no) {}

    private final PromptTokenizer tokenizer;
    private final List<Asked> prompts = new ArrayList<>();
    private final List<TokenizedText> texts = new ArrayList<>();
    private final List<Integer> neighbours = new ArrayList<>();
    private final List<AskedMate> mates = new ArrayList<>();
    private final List<AskedNegation> negations = new ArrayList<>();

    /**
     * What is asked about an edit.
     *
     * @param facts of the edit
     * @param mates of these
     * @param neighbours how many of the facts' neighbours are asked at most, evenly spread over all
     * @param negation whether to ask about negated facts
     * @param tokenizer of the prompts
     */
    HarmQuestions(List<Fact> facts, List<Mate> mates, int neighbours, boolean negation, PromptTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        for (Neighbour neighbour : Spread.over(neighbours(facts), neighbours)) {
            PromptTokenizer.whereItFits(() -> prompt(neighbour.prompt(), neighbour.form()))
                    .ifPresent(this.neighbours::add);
        }
        for (Mate mate : mates) {
            PromptTokenizer.whereItFits(() -> ask(mate)).ifPresent(this.mates::add);
        }
        for (Fact fact : negation ? Negations.asked(facts) : List.<Fact>of()) {
            PromptTokenizer.whereItFits(() -> negate(fact)).ifPresent(negations::add);
        }
    }

    private record Neighbour(String prompt, PromptForm form) {}

    private static List<Neighbour> neighbours(List<Fact> facts) {
        return facts.stream()
                .flatMap(fact -> fact.probes().locality().stream()
                        .map(Probe::prompt)
                        .map(prompt -> new Neighbour(prompt, fact.form())))
                .distinct()
                .toList();
    }

    private AskedMate ask(Mate mate) {
        Fact fact = mate.fact();
        return new AskedMate(
                mate,
                prompt(mate.prompt(), fact.form()),
                text(mate.prompt(), fact.target(), fact.form()),
                mate.truth().map(truth -> text(mate.prompt(), truth, fact.form())));
    }

    private AskedNegation negate(Fact fact) {
        String negated = Negations.negated(fact);
        int target = text(negated, fact.target(), fact.form());
        TokenizedText tokens = texts.get(target);
        int limit = GENERATED_TOKENS_PER_TARGET_TOKEN * (tokens.length() - tokens.targetStart());
        return new AskedNegation(
                fact,
                add(prompts, new Asked(tokenizer.prompt(negated, fact.form()), limit)),
                target,
                question(fact, fact.target()),
                fact.oldTarget().map(old -> question(fact, old)));
    }

    private AskedTruth question(Fact fact, String target) {
        String question = Negations.question(fact, target);
        return new AskedTruth(text(question, Negations.YES, fact.form()), text(question, Negations.NO, fact.form()));
    }

    private int prompt(String prompt, PromptForm form) {
        return add(
                prompts,
                new Asked(
                        tokenizer.prompt(prompt, form), form == PromptForm.CHAT ? CHAT_ANSWER_TOKENS : ANSWER_TOKENS));
    }

    private int text(String prompt, String continuation, PromptForm form) {
        return add(texts, tokenizer.text(prompt, continuation, form, false));
    }

    private static <T> int add(List<T> list, T element) {
        list.add(element);
        return list.size() - 1;
    }

    List<Asked> prompts() {
        return prompts;
    }

    List<TokenizedText> texts() {
        return texts;
    }

    List<Integer> neighbours() {
        return neighbours;
    }

    List<AskedMate> mates() {
        return mates;
    }

    List<AskedNegation> negations() {
        return negations;
    }
}
