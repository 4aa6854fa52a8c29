package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a model should know: after {@code prompt} it should say {@code target}.
 *
 * <p>Only the prompt and the target are needed. The rest sharpens training or measuring:
 *
 * <ul>
 *   <li>{@code paraphrases} are trained on, where the augmentation says so;
 *   <li>{@code heldOutParaphrases} are never trained on: generalization is measured on them;
 *   <li>{@code localityProbes} are never trained on: locality is measured on them;
 *   <li>{@code portabilityProbes} are never trained on: portability is measured on them;
 *   <li>{@code oldTarget} is what the model said before. A fact that has one is judged by contrast, as CounterFact is:
 *       is the new target more likely than the old? A fact without is judged by the share of target tokens that the
 *       model predicts, as zsRE is.
 * </ul>
 *
 * <p>Prompt and target are joined by one space unless one of them brings white space of its own, or as the model's chat
 * template joins a question and its answer.
 *
 * @param prompt what the model is given; not blank
 * @param target what it should say next; not blank
 * @param subject whom or what the fact is about, or null where unknown
 * @param oldTarget the continuation to be replaced, or null where unknown
 * @param paraphrases the same question in other words, for training
 * @param heldOutParaphrases the same question in other words, for measuring generalization
 * @param localityProbes neighbours that should stay as they are, for measuring locality
 * @param portabilityProbes what follows from the fact, such as a question that takes one more step or calls the subject by
 *     another name, for measuring portability
 * @param form how the prompt and all others of this fact are put to the model; a fact in {@link PromptForm#CHAT} is trained
 *     in that form, and measured in the plain one too
 */
public record Fact(
        String prompt,
        String target,
        @Nullable String subject,
        @Nullable String oldTarget,
        List<String> paraphrases,
        List<String> heldOutParaphrases,
        List<Probe> localityProbes,
        List<Probe> portabilityProbes,
        PromptForm form) {

    public Fact {
        requireText("prompt", prompt, prompt);
        requireText("target", target, prompt);
        if (subject != null) {
            requireText("subject", subject, prompt);
        }
        if (oldTarget != null) {
            requireText("old target", oldTarget, prompt);
        }
        paraphrases = List.copyOf(paraphrases);
        heldOutParaphrases = List.copyOf(heldOutParaphrases);
        localityProbes = List.copyOf(localityProbes);
        portabilityProbes = List.copyOf(portabilityProbes);
        for (String paraphrase : paraphrases) {
            requireText("paraphrase", paraphrase, prompt);
        }
        for (String paraphrase : heldOutParaphrases) {
            requireText("held-out paraphrase", paraphrase, prompt);
        }
    }

    /**
     * A fact in the plain form.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @param subject whom or what the fact is about, or null
     * @param oldTarget the continuation to be replaced, or null
     * @param paraphrases for training
     * @param heldOutParaphrases for measuring generalization
     * @param localityProbes for measuring locality
     * @param portabilityProbes for measuring portability
     * @throws InvalidFactException if a text is blank
     */
    public Fact(
            String prompt,
            String target,
            @Nullable String subject,
            @Nullable String oldTarget,
            List<String> paraphrases,
            List<String> heldOutParaphrases,
            List<Probe> localityProbes,
            List<Probe> portabilityProbes) {
        this(
                prompt,
                target,
                subject,
                oldTarget,
                paraphrases,
                heldOutParaphrases,
                localityProbes,
                portabilityProbes,
                PromptForm.PLAIN);
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
        return new Fact(prompt, target, null, null, List.of(), List.of(), List.of(), List.of());
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
     * The same fact in another form: its prompt, paraphrases and probes alike.
     *
     * @param newForm how they are put to the model
     * @return a new fact
     */
    public Fact withForm(PromptForm newForm) {
        return with(draft -> draft.form = newForm);
    }

    /**
     * The same fact with its subject named.
     *
     * @param newSubject whom or what the fact is about
     * @return a new fact
     */
    public Fact withSubject(String newSubject) {
        return with(draft -> draft.subject = newSubject);
    }

    /**
     * The same fact with the continuation it replaces; it is then judged by contrast.
     *
     * @param newOldTarget what the model said before
     * @return a new fact
     */
    public Fact withOldTarget(String newOldTarget) {
        return with(draft -> draft.oldTarget = newOldTarget);
    }

    /**
     * The same fact with these paraphrases to train on.
     *
     * @param newParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withParaphrases(String... newParaphrases) {
        return with(draft -> draft.paraphrases = List.of(newParaphrases));
    }

    /**
     * The same fact with these paraphrases to measure generalization on; they are not trained on.
     *
     * @param newHeldOutParaphrases the same question in other words
     * @return a new fact
     */
    public Fact withHeldOutParaphrases(String... newHeldOutParaphrases) {
        return with(draft -> draft.heldOutParaphrases = List.of(newHeldOutParaphrases));
    }

    /**
     * The same fact with these probes to measure locality on.
     *
     * @param newLocalityProbes neighbours that should stay as they are
     * @return a new fact
     */
    public Fact withLocalityProbes(Probe... newLocalityProbes) {
        return with(draft -> draft.localityProbes = List.of(newLocalityProbes));
    }

    /**
     * The same fact with these probes to measure portability on.
     *
     * @param newPortabilityProbes what follows from the fact
     * @return a new fact
     */
    public Fact withPortabilityProbes(Probe... newPortabilityProbes) {
        return with(draft -> draft.portabilityProbes = List.of(newPortabilityProbes));
    }

    /**
     * The continuation to be replaced, where one is known.
     *
     * @return the old target, or empty
     */
    public Optional<String> replacedTarget() {
        return Optional.ofNullable(oldTarget);
    }

    private Fact with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.fact();
    }

    static void requireText(String what, String text, String prompt) {
        if (text.isBlank()) {
            String where = prompt.isBlank() ? "" : " of the fact \"" + prompt + "\"";
            throw new InvalidFactException(
                    "The " + what + where + " is blank. Give it at least one visible character.");
        }
    }

    /** A copy that one {@code with...} changes before it becomes a fact again. */
    private static final class Draft {
        private final String prompt;
        private final String target;
        private @Nullable String subject;
        private @Nullable String oldTarget;
        private List<String> paraphrases;
        private List<String> heldOutParaphrases;
        private List<Probe> localityProbes;
        private List<Probe> portabilityProbes;
        private PromptForm form;

        Draft(Fact fact) {
            prompt = fact.prompt;
            target = fact.target;
            subject = fact.subject;
            oldTarget = fact.oldTarget;
            paraphrases = fact.paraphrases;
            heldOutParaphrases = fact.heldOutParaphrases;
            localityProbes = fact.localityProbes;
            portabilityProbes = fact.portabilityProbes;
            form = fact.form;
        }

        Fact fact() {
            return new Fact(
                    prompt,
                    target,
                    subject,
                    oldTarget,
                    paraphrases,
                    heldOutParaphrases,
                    localityProbes,
                    portabilityProbes,
                    form);
        }
    }
}
