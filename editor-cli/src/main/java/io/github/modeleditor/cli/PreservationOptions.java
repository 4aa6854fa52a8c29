package io.github.modeleditor.cli;

import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.Repetition;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.Strength;
import io.github.modeleditor.api.config.TargetEnds;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which method is used, and what of it holds the model to what it said. */
@HelpGroup("Method")
@SuppressWarnings("NullAway.Init") // picocli sets what has a default
final class PreservationOptions {
    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "preserving",
            description =
                    "preserving: hold the rest of the model to what it says, attach to the lower half of its layers; or paper"
                            + " (default: ${DEFAULT-VALUE}).")
    private Method method;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Train each fact itself N times more (default: 5; paper: 0).")
    private @Nullable Integer repetitions;

    @Option(
            names = "--own-neighbours",
            paramLabel = "N",
            description = "Hold N prompts that are near to each fact to the unedited model's answers (default: 8;"
                    + " paper: 0).")
    private @Nullable Integer ownNeighbours;

    @Option(
            names = "--self-replay",
            paramLabel = "N",
            description =
                    "Hold N texts a fact that the unedited model writes to its distributions (default: 2; paper: 0).")
    private @Nullable Integer selfReplay;

    @Option(
            names = "--other-tokens",
            description =
                    "Hold all other tokens at the places of each target to the order that they have for the unedited model (default: not).")
    private boolean otherTokens;

    @Option(
            names = "--target-ends",
            negatable = true,
            description =
                    "Hold what follows each target to what the unedited model says there, as far as that leaves the target's last word"
                            + " whole, or with --no-target-ends nothing (default: held; paper: not).")
    private @Nullable Boolean targetEnds;

    @Option(
            names = "--end-of-text",
            negatable = true,
            description =
                    "Train an end of text behind each target, or with --no-end-of-text none (default: not; paper: trained).")
    private @Nullable Boolean endOfText;

    @Option(
            names = "--strength",
            paramLabel = "STRENGTH",
            description =
                    "How much the preserving method may move the model: careful, or forceful, where facts hold in more"
                            + " words and more of the rest moves (default: careful).")
    private @Nullable Strength strength;

    /** The methods there are. */
    enum Method {
        PAPER,
        PRESERVING
    }

    boolean isPaper() {
        return method == Method.PAPER;
    }

    EditingMethod method() {
        return switch (method) {
            case PAPER -> {
                if (strength != null) {
                    throw new InvalidConfigurationException(
                            "The paper's method has no strength. Leave --strength out, or take"
                                    + " --method preserving.");
                }
                yield EditingMethod.paper();
            }
            case PRESERVING -> EditingMethod.preserving(strength == null ? Strength.CAREFUL : strength);
        };
    }

    /** The method's recipe with what was said otherwise; random prefixes and other facts come from elsewhere. */
    Recipe recipe(List<? extends Augmentation> augmentations) {
        Recipe recipe = method().recipe();
        List<Augmentation> all = new ArrayList<>(augmentations);
        if (repetitions != null) {
            all.add(Augmentation.repetition(repetitions));
        } else {
            recipe.augmentations().stream().filter(Repetition.class::isInstance).forEach(all::add);
        }
        List<Preservation> preservations = new ArrayList<>();
        add(
                preservations,
                ownNeighbours == null ? null : Preservation.ownNeighbours(ownNeighbours),
                OwnNeighbours.class);
        add(preservations, selfReplay == null ? null : Preservation.selfReplay(selfReplay), SelfReplay.class);
        if (otherTokens) {
            preservations.add(Preservation.otherTokens());
        }
        if (targetEnds == null) {
            add(preservations, null, TargetEnds.class);
        } else if (targetEnds) {
            preservations.add(Preservation.targetEnds());
        }
        return recipe.withAugmentation(all)
                .withPreservation(preservations)
                .withEndOfText(endOfText == null ? recipe.endOfText() : endOfText);
    }

    private void add(List<Preservation> all, @Nullable Preservation told, Class<? extends Preservation> kind) {
        if (told != null) {
            all.add(told);
        } else {
            method().recipe().preservations().stream().filter(kind::isInstance).forEach(all::add);
        }
    }
}
