package io.github.modeleditor.core.report;

import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.api.report.Provenance.Method;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a person should know before trusting a report, in sentences: what its figures cannot say, and what to do where an edit did not
 * do what was asked. Of a report that has nothing of the kind there is none.
 */
final class Advice {
    /** Likelihoods of one text in passes of different sizes differ by rounding alone. */
    private static final double SAME_NATS = 1e-4;

    /** With fewer steps the warm-up is a good part of the training. */
    private static final int FEW_STEPS = 30;

    private static final double STILL_HIGH_LOSS = 0.1;
    private static final double MANY_BROKEN = 0.1;

    private final CoreEvaluationReport report;
    private final List<PromptReport> prompts;
    private final List<String> sentences = new ArrayList<>();

    private Advice(CoreEvaluationReport report) {
        this.report = report;
        prompts =
                report.facts().stream().flatMap(fact -> fact.prompts().stream()).toList();
    }

    /** Of an evaluation. */
    static List<String> of(CoreEvaluationReport report) {
        Advice advice = new Advice(report);
        advice.addAll(Optional.empty());
        return advice.sentences;
    }

    /** Of an edit. */
    static List<String> of(CoreEditReport report) {
        Advice advice = new Advice(report.evaluation());
        advice.addAll(Optional.of(report.training()));
        return advice.sentences;
    }

    private void addAll(Optional<TrainingSummary> training) {
        if (report.facts().isEmpty()) {
            return;
        }
        addUnchanged(training.isPresent());
        report.harm().ifPresent(harm -> HarmText.advice(harm).forEach(sentences::add));
        training.ifPresent(this::addUnlearned);
        report.provenance().method().ifPresent(method -> {
            addParaphrases(method);
            addBroken(method);
        });
        addUnmeasured();
    }

    private void addUnchanged(boolean edit) {
        if (report.facts().stream()
                .allMatch(fact -> fact.prompts().get(0).before().generated())) {
            if (edit) {
                add("The unedited model says the target of every fact already: there was nothing to teach.");
            }
        } else if (!edit && report.provenance().lora().isEmpty()) {
            add("This is the unedited model: before and after are the same.");
        } else if (prompts.stream().allMatch(Advice::isSame)) {
            add("The model did not change: it answers every prompt as before, and as likely. "
                    + (edit
                            ? "Raise the learning rate or the epochs."
                            : "See whether the adapter was trained, and for this model."));
        } else if (prompts.stream()
                .allMatch(prompt ->
                        prompt.before().completion().equals(prompt.after().completion()))) {
            add("No answer changed: after every prompt the model says what it said before, if less surely.");
        }
    }

    private static boolean isSame(PromptReport prompt) {
        double moved = Math.abs(
                prompt.before().negativeLogLikelihood() - prompt.after().negativeLogLikelihood());
        return moved < SAME_NATS
                && prompt.before().completion().equals(prompt.after().completion());
    }

    private void addUnlearned(TrainingSummary training) {
        long unlearned = report.facts().stream().filter(fact -> !fact.learned()).count();
        if (unlearned == 0 || training.stoppedEarly()) {
            return;
        }
        if (training.steps() < FEW_STEPS) {
            add(
                    "%s only, and %d of %s not learned: raise the epochs; %s of %s are what was trained.",
                    TextReport.count(training.steps(), "step"),
                    unlearned,
                    TextReport.count(report.facts().size(), "fact"),
                    TextReport.count(training.epochs(), "epoch"),
                    TextReport.count(training.texts(), "text"));
        } else if (training.finalLoss() > STILL_HIGH_LOSS) {
            add(
                    "The loss was still %.2f nats a target token in the last epoch, and %d of %s not learned: raise the epochs or the"
                            + " learning rate.",
                    training.finalLoss(),
                    unlearned,
                    TextReport.count(report.facts().size(), "fact"));
        }
    }

    private void addParaphrases(Method method) {
        long asked = of(Metric.GENERALIZATION).count();
        long said = of(Metric.GENERALIZATION)
                .filter(prompt -> prompt.after().generated())
                .count();
        if (2 * said >= asked || report.facts().stream().noneMatch(FactReport::learned)) {
            return;
        }
        add(
                "The facts are answered in the words they were taught in, but only %d of %s in other words: %s.",
                said,
                TextReport.count(asked, "held-out paraphrase"),
                has(method.augmentations(), "random_prefixes"::equals)
                        ? "give the facts paraphrases to train, or more random prefixes"
                        : "train random prefixes, and paraphrases where the facts have some");
    }

    private void addBroken(Method method) {
        long asked = of(Metric.LOCALITY).count();
        long broken = of(Metric.LOCALITY).filter(PromptReport::broken).count();
        if (asked == 0 || broken <= MANY_BROKEN * asked) {
            return;
        }
        boolean protectedBefore = !method.preservations().isEmpty()
                || has(method.augmentations(), name -> name.equals("random_facts") || name.equals("similar_facts"));
        add(
                "%d of %s answered worse than before: %s.",
                broken,
                TextReport.count(asked, "neighbour"),
                protectedBefore
                        ? "lower the learning rate or the rank, or train fewer epochs"
                        : "train by the preserving method, or true facts beside these");
    }

    private static boolean has(List<Ingredient> ingredients, Predicate<String> wanted) {
        return ingredients.stream().map(Ingredient::name).anyMatch(wanted);
    }

    private void addUnmeasured() {
        List<String> missing = new ArrayList<>();
        if (of(Metric.GENERALIZATION).findAny().isEmpty()) {
            missing.add("generalization, since no fact has a held-out paraphrase");
        }
        boolean neighbours = of(Metric.LOCALITY).findAny().isPresent();
        if (!neighbours) {
            missing.add("locality, since no fact names a neighbour");
        }
        if (missing.isEmpty()) {
            return;
        }
        add(
                "Not measured: %s. So there is no edit score.%s",
                String.join("; ", missing),
                neighbours || report.harm().isPresent()
                        ? ""
                        : " What became of the rest of the model is not known: give locality probes, or measure harm.");
    }

    private Stream<PromptReport> of(Metric metric) {
        return prompts.stream().filter(prompt -> prompt.metric() == metric);
    }

    private void add(String format, Object... arguments) {
        sentences.add(String.format(Locale.ROOT, format, arguments));
    }
}
