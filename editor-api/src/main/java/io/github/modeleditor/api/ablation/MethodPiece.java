package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.OtherTokens;
import io.github.modeleditor.api.config.OwnNeighbours;
import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.RandomFacts;
import io.github.modeleditor.api.config.RandomPrefixes;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.Repetition;
import io.github.modeleditor.api.config.SelfReplay;
import io.github.modeleditor.api.config.TargetEnds;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What the preserving method is made of, to be left out piece by piece. */
public enum MethodPiece {
    /** Facts behind texts that the unedited model makes up. */
    RANDOM_PREFIXES("random prefixes"),
    /** Facts themselves several times. */
    REPETITION("repetition"),
    /** Unrelated facts of the caller's. */
    RANDOM_FACTS("random facts"),
    /** Neighbours that are held to the unedited model's answers. */
    OWN_NEIGHBOURS("own neighbours"),
    /** What keeps the taught token from becoming likelier at these neighbours. */
    CEILING("the ceiling at own neighbours"),
    /** That some of these neighbours are about names of the subject's kind, which the unedited model lists. */
    LISTED_NAMES("listed names: neighbours about subjects of other facts alone"),
    /** Texts that the unedited model writes itself. */
    SELF_REPLAY("self-replay"),
    /** That every other one of these goes on from a few words of a language or a piece of code. */
    OPENINGS("openings: self-replay from nothing alone"),
    /** That all other tokens at the places of a target keep their order. */
    OTHER_TOKENS("other tokens: nothing held at the places of targets"),
    /** That what follows a target is held. */
    TARGET_ENDS("target ends: nothing held behind targets"),
    /** That targets have no end of text behind them. */
    OPEN_END("open ends: an end of text behind targets"),
    /** That the adapter is on the lower layers alone. */
    LOWER_LAYERS("lower layers: an adapter on all"),
    /** That the adapter is on what MLPs end with. */
    MLP_OUTPUT("MLP outputs: an adapter on all projections"),
    /** That A hardly responds to what is held, and B alone is trained. */
    NULL_SPACE("the null space: A as it is drawn, and trained"),
    /** That the adapter learns of a fact through the last word of its subject alone. */
    SUBJECT_TOKENS("the subject: facts taught at all tokens"),
    /** That the adapter is brought down to the rank which facts take. */
    KEPT_RANK("the smallest rank: all of it kept"),
    /** That a text which is known sits out the next epoch. */
    SKIPPED_TEXTS("rests for known texts");

    private final String label;

    MethodPiece(String label) {
        this.label = label;
    }

    /**
     * Its name in a table.
     *
     * @return what follows the word without
     */
    public String label() {
        return label;
    }

    /**
     * The same way to edit without it.
     *
     * @param editor what may have the piece
     * @return an editor that has it not; an equal one where it was not there
     */
    public ModelEditor without(ModelEditor editor) {
        Objects.requireNonNull(editor, "editor");
        LoraConfig lora = editor.settings().lora();
        return switch (this) {
            case RANDOM_PREFIXES -> augmented(editor, text -> text instanceof RandomPrefixes some && some.count() > 0);
            case REPETITION -> augmented(editor, text -> text instanceof Repetition some && some.count() > 0);
            case RANDOM_FACTS -> augmented(editor, text -> text instanceof RandomFacts some && some.count() > 0);
            case OWN_NEIGHBOURS -> preserved(editor, held -> held instanceof OwnNeighbours some && some.count() > 0);
            case CEILING ->
                neighbours(
                        editor,
                        own -> new OwnNeighbours(own.count(), own.answerTokens(), own.weight(), 0, own.listedNames()));
            case LISTED_NAMES ->
                neighbours(
                        editor,
                        own -> new OwnNeighbours(own.count(), own.answerTokens(), own.weight(), own.ceiling(), false));
            case SELF_REPLAY -> preserved(editor, held -> held instanceof SelfReplay some && some.count() > 0);
            case OPENINGS ->
                replay(editor, texts -> new SelfReplay(texts.count(), texts.tokens(), texts.weight(), false));
            case OTHER_TOKENS -> preserved(editor, OtherTokens.class::isInstance);
            case TARGET_ENDS -> preserved(editor, TargetEnds.class::isInstance);
            case OPEN_END -> editor.withRecipe(editor.settings().recipe().withEndOfText(true));
            case LOWER_LAYERS -> editor.withLora(lora.withLowerLayers(1));
            case MLP_OUTPUT -> editor.withLora(lora.withTargetModules(LoraConfig.ALL_LINEAR));
            case NULL_SPACE -> editor.withTraining(editor.settings().training().withNullSpace(false));
            case SUBJECT_TOKENS ->
                editor.withTraining(editor.settings().training().withTaughtAtSubject(false));
            case KEPT_RANK -> editor.withLora(withWholeRank(lora));
            case SKIPPED_TEXTS ->
                editor.withTraining(editor.settings().training().withSkippedLoss(0));
        };
    }

    private static ModelEditor augmented(ModelEditor editor, Predicate<Augmentation> leftOut) {
        Recipe recipe = editor.settings().recipe();
        return editor.withRecipe(recipe.withAugmentation(
                recipe.augmentations().stream().filter(leftOut.negate()).toList()));
    }

    private static ModelEditor preserved(ModelEditor editor, Predicate<Preservation> leftOut) {
        Recipe recipe = editor.settings().recipe();
        return editor.withRecipe(recipe.withPreservation(
                recipe.preservations().stream().filter(leftOut.negate()).toList()));
    }

    private static ModelEditor neighbours(ModelEditor editor, UnaryOperator<OwnNeighbours> changed) {
        return held(editor, held -> held instanceof OwnNeighbours own && own.count() > 0 ? changed.apply(own) : held);
    }

    private static ModelEditor replay(ModelEditor editor, UnaryOperator<SelfReplay> changed) {
        return held(
                editor, held -> held instanceof SelfReplay texts && texts.count() > 0 ? changed.apply(texts) : held);
    }

    private static ModelEditor held(ModelEditor editor, UnaryOperator<Preservation> changed) {
        Recipe recipe = editor.settings().recipe();
        return editor.withRecipe(recipe.withPreservation(
                recipe.preservations().stream().map(changed).toList()));
    }

    private static LoraConfig withWholeRank(LoraConfig lora) {
        return new LoraConfig(
                lora.rank(),
                lora.alpha(),
                lora.targetModules(),
                lora.targetPattern(),
                lora.excludedModules(),
                lora.layers(),
                lora.lowerShare(),
                Optional.empty());
    }
}
