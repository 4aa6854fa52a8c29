package io.github.modeleditor.examples;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.examples.console.ConsoleProgress;
import io.github.modeleditor.nano.NanoModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The first example: corrects one fact of the nano model and shows what changed and what did not. */
public final class FirstEdit {
    private final PrintStream out;
    private final Fact fact;

    private FirstEdit(PrintStream out, Fact fact) {
        this.out = out;
        this.fact = fact;
    }

    /**
     * Runs the example.
     *
     * @param arguments the folder for the model and its adapter; {@code first-edit} where none is given
     */
    public static void main(String[] arguments) {
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            run(Path.of(arguments.length == 0 ? "first-edit" : arguments[0]), progress, System.out);
        }
    }

    /**
     * Runs the example.
     *
     * @param folder where the model goes, and the adapter
     * @param progress who hears of progress
     * @param out what a person reads
     */
    public static void run(Path folder, EditListener progress, PrintStream out) {
        new FirstEdit(out, NanoModel.demoEdits().get(1)).run(folder, progress);
    }

    private void run(Path folder, EditListener progress) {
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        List<TrainingText> known = NanoModel.facts().stream()
                .map(truth -> new TrainingText(truth.prompt(), truth.target()))
                .toList();
        ModelEditor editor = ModelEditor.forModel(model)
                .withMethod(EditingMethod.paper())
                .withAugmentation(
                        Augmentation.randomPrefixes(10),
                        Augmentation.randomFacts(known, 20),
                        Augmentation.similarFacts(known, 20))
                .withTraining(TrainingConfig.defaults().withLearnedLoss(0));

        out.printf("A small language model knows %d facts. One of them is about to change:%n", known.size());
        out.printf("  \"%s\" %s -> %s%n%n", fact.prompt(), fact.oldTarget().orElse("?"), fact.target());
        out.flush();
        try (EditingSession session = editor.open();
                LanguageModel before = session.base();
                EditedModel after = session.edit(EditRequest.of(fact).onProgress(progress))) {
            compare(before, after);
            out.println(after.report().toText());
            out.println("Adapter written to " + after.save(folder.resolve("first-edit.onnx_adapter")));
        }
    }

    private void compare(LanguageModel before, LanguageModel after) {
        out.printf("%n%-44s %-12s %s%n", "", "before", "after");
        out.println("The fact");
        compare(before, after, fact.prompt());
        out.println("In other words, none of them trained on");
        fact.probes().heldOutParaphrases().forEach(paraphrase -> compare(before, after, paraphrase));
        out.println("Neighbours, which should stay");
        fact.probes().locality().forEach(probe -> compare(before, after, probe.prompt()));
        out.println();
    }

    private void compare(LanguageModel before, LanguageModel after, String prompt) {
        out.printf(
                "  %-42s %-12s %s%n",
                prompt, before.complete(prompt).strip(), after.complete(prompt).strip());
    }
}
