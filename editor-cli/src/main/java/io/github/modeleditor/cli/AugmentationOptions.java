package io.github.modeleditor.cli;

import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.RandomPrefixes;
import io.github.modeleditor.api.config.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is trained beside the facts themselves. */
@HelpGroup("What is trained beside the facts")
@SuppressWarnings("NullAway.Init") // picocli sets what is a specification
final class AugmentationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--prefixes",
            paramLabel = "N",
            description =
                    "Train each fact behind N texts that the unedited model makes up, too (default: 6; paper: 10).")
    private @Nullable Integer prefixes;

    private boolean paraphrases = true;

    @Option(
            names = "--random-facts",
            paramLabel = "N",
            description = "Unrelated facts beside each fact, from the records after the limit (default: 0, and 10 of"
                    + " ablate --method paper where it trains them).")
    private @Nullable Integer randomFacts;

    @Option(
            names = "--similar-facts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Facts nearest to each fact, from the records after the limit (default: ${DEFAULT-VALUE}).")
    private int similarFacts;

    /** A number is what this option took when it was the name of random prefixes. */
    @Option(
            names = "--paraphrases",
            arity = "0..1",
            paramLabel = "",
            fallbackValue = "",
            hideParamSyntax = true,
            description = "Train the paraphrases that facts bring, those held out excepted (the default).")
    void trainParaphrases(String value) {
        if (!value.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "'--paraphrases' takes no number: it trains the paraphrases that facts bring. For " + value
                            + " random prefixes give --prefixes " + value);
        }
        paraphrases = true;
    }

    @Option(names = "--no-paraphrases", description = "Leave the paraphrases that facts bring out of training.")
    void leaveParaphrasesOut(boolean leaveOut) {
        paraphrases = !leaveOut;
    }

    /**
     * What makes the facts hold in other words and places.
     *
     * @param usual the method's, where nothing else is said
     */
    List<Augmentation> generalization(Recipe usual) {
        List<Augmentation> chosen = new ArrayList<>();
        if (prefixes != null) {
            chosen.add(Augmentation.randomPrefixes(prefixes));
        } else {
            usual.augmentations().stream()
                    .filter(RandomPrefixes.class::isInstance)
                    .forEach(chosen::add);
        }
        if (paraphrases) {
            chosen.add(Augmentation.paraphrases());
        }
        return chosen;
    }

    /**
     * What keeps other facts as they are.
     *
     * @param pool what they are drawn from
     * @param usual how many random facts where the option is not given
     */
    List<Augmentation> locality(List<TrainingText> pool, int usual) {
        return List.of(
                Augmentation.randomFacts(pool, randomFacts == null ? usual : randomFacts),
                Augmentation.similarFacts(pool, similarFacts));
    }
}
