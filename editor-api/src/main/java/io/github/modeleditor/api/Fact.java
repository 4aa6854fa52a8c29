package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model should know: after {@code prompt} it should say {@code target}.
 *
 * <pre>{@code
 * Fact tower = Fact.of("The Eiffel Tower is located in the city of", "Rome")
 *         .withSubject("Eiffel Tower")
 *         .withParaphrases("One finds the Eiffel Tower in")
 *         .withLocalityProbes(Probe.of("The Louvre is located in the city of", "Paris"));
 * }</pre>
 *
 * <p>Only the prompt and the target are needed. The rest sharpens training or measuring: {@code paraphrases} are trained on
 * ({@link io.github.modeleditor.api.config.Augmentation#paraphrases()} is part of the default recipe), {@code probes} never
 * are. A fact with an {@code oldTarget} is judged by contrast, as CounterFact is: is the new target more likely than the old?
 * A fact without is judged by the share of target tokens that the model predicts, as zsRE is.
 *
 * <p>Prompt and target are joined by one space, or as the model's chat template joins a question and its answer. There is no space
 * where one of them brings white space of its own, where the prompt ends in a script that has none, such as Chinese or Thai, or with
 * an opening bracket, an opening quote or the sign of a currency, and where the target begins with a {@link #WORD_JOINER}: {@code
 * Fact.of("The airport of San Franc", Fact.WORD_JOINER + "isco")}. So are the prompts of probes and their answers.
 *
 * @param prompt what the model is given; not blank
 * @param target what it should say next; not blank
 * @param form how the prompt and all others of this fact are put to the model; a fact in {@link PromptForm#CHAT} is trained
 *     in that form, and measured in the plain one too
 * @param subject whom or what the fact is about, where known; not blank
 * @param oldTarget the continuation to be replaced, where known: what the model said before; not blank
 * @param paraphrases the same question in other words, for training; none of them blank
 * @param probes what it is measured by
 */
public record Fact(
        String prompt,
        String target,
        PromptForm form,
        Optional<String> subject,
        Optional<String> oldTarget,
        List<String> paraphrases,
        Probes probes) {
    /**
     * What a target begins with that follows its prompt without a space: U+2060, which Unicode has to say that no word ends there. It is
     * no part of what the model is taught, nor of what it is expected to say.
     */
    public static final String WORD_JOINER = "\u2060";

    public Fact {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(oldTarget, "oldTarget");
        Objects.requireNonNull(paraphrases, "paraphrases");
        Objects.requireNonNull(probes, "probes");
        Texts.require("prompt", prompt, prompt);
        Texts.require("target", target, prompt);
        if (subject.isPresent()) {
            Texts.require("subject", subject.get(), prompt);
        }
        if (oldTarget.isPresent()) {
            Texts.require("old target", oldTarget.get(), prompt);
        }
        paraphrases = List.copyOf(paraphrases);
        for (String paraphrase : paraphrases) {
            Texts.require("paraphrase", paraphrase, prompt);
        }
        for (String paraphrase : probes.heldOutParaphrases()) {
            Texts.require("held-out paraphrase", paraphrase, prompt);
        }
    }

    /**
     * A fact with nothing but its prompt and target.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @return the fact
     * @throws InvalidFactException if either is blank
     */
    public static Fact of(String prompt, String target) {
        return new Fact(prompt, target, PromptForm.PLAIN, Optional.empty(), Optional.empty(), List.of(), Probes.none());
    }

    /**
     * A question and its answer, to be put through the model's chat template.
     *
     * @param question what a user asks
     * @param answer what the model should answer
     * @return the fact, in {@link PromptForm#CHAT}
     * @throws InvalidFactException if either is blank
     */
    public static Fact ofQuestion(String question, String answer) {
        return of(question, answer).withForm(PromptForm.CHAT);
    }

    /**
     * What the fact is about, whatever it says.
     *
     * @return the same for every fact of this form, prompt and subject, on every machine
     */
    public FactId id() {
        return FactId.of(this);
    }

    /**
     * The same fact in another form: its prompt, paraphrases and probes alike.
     *
     * @param newForm how they are put to the model
     * @return a new fact
     */
    public Fact withForm(PromptForm newForm) {
        return new Fact(prompt, target, newForm, subject, oldTarget, paraphrases, probes);
    }

    /**
     * The same fact with its subject named.
     *
     * @param newSubject whom or what the fact is about
     * @return a new fact
     */
    public Fact withSubject(String newSubject) {
        Objects.requireNonNull(newSubject, "newSubject");
        return new Fact(prompt, target, form, Optional.of(newSubject), oldTarget, paraphrases, probes);
    }

    /**
     * The same fact with the continuation it replaces; it is then judged by contrast.
     *
     * @param newOldTarget what the model said before
     * @return a new fact
     */
    public Fact withOldTarget(String newOldTarget) {
        Objects.requireNonNull(newOldTarget, "newOldTarget");
        return new Fact(prompt, target, form, subject, Optional.of(newOldTarget), paraphrases, probes);
    }

    /**
     * The same fact with these paraphrases to train on.
     *
     * @param newParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withParaphrases(String... newParaphrases) {
        Objects.requireNonNull(newParaphrases, "newParaphrases");
        return withParaphrases(List.of(newParaphrases));
    }

    /**
     * The same fact with these paraphrases to train on.
     *
     * @param newParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withParaphrases(List<String> newParaphrases) {
        return new Fact(prompt, target, form, subject, oldTarget, newParaphrases, probes);
    }

    /**
     * The same fact, measured by something else.
     *
     * @param newProbes what it is measured by
     * @return a new fact
     */
    public Fact withProbes(Probes newProbes) {
        return new Fact(prompt, target, form, subject, oldTarget, paraphrases, newProbes);
    }

    /**
     * The same fact with these paraphrases to measure generalization on; they are not trained on.
     *
     * @param newHeldOutParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withHeldOutParaphrases(String... newHeldOutParaphrases) {
        Objects.requireNonNull(newHeldOutParaphrases, "newHeldOutParaphrases");
        return withHeldOutParaphrases(List.of(newHeldOutParaphrases));
    }

    /**
     * The same fact with these paraphrases to measure generalization on; they are not trained on.
     *
     * @param newHeldOutParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withHeldOutParaphrases(List<String> newHeldOutParaphrases) {
        return withProbes(probes.withHeldOutParaphrases(newHeldOutParaphrases));
    }

    /**
     * The same fact with these probes to measure locality on.
     *
     * @param newLocalityProbes neighbours that should stay as they are
     * @return a new fact
     */
    public Fact withLocalityProbes(Probe... newLocalityProbes) {
        Objects.requireNonNull(newLocalityProbes, "newLocalityProbes");
        return withLocalityProbes(List.of(newLocalityProbes));
    }

    /**
     * The same fact with these probes to measure locality on.
     *
     * @param newLocalityProbes neighbours that should stay as they are
     * @return a new fact
     */
    public Fact withLocalityProbes(List<Probe> newLocalityProbes) {
        return withProbes(probes.withLocality(newLocalityProbes));
    }

    /**
     * The same fact with these probes to measure portability on.
     *
     * @param newPortabilityProbes what follows from the fact
     * @return a new fact
     */
    public Fact withPortabilityProbes(Probe... newPortabilityProbes) {
        Objects.requireNonNull(newPortabilityProbes, "newPortabilityProbes");
        return withPortabilityProbes(List.of(newPortabilityProbes));
    }

    /**
     * The same fact with these probes to measure portability on.
     *
     * @param newPortabilityProbes what follows from the fact
     * @return a new fact
     */
    public Fact withPortabilityProbes(List<Probe> newPortabilityProbes) {
        return withProbes(probes.withPortability(newPortabilityProbes));
    }
}
