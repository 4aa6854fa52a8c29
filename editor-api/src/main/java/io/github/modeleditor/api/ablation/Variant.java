package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One of the ways to edit that an ablation compares.
 *
 * @param name what it is called in the table, unlike all others
 * @param change makes an editor of this way of the editor that the ablation was given; model, device and precision stay
 */
public record Variant(String name, UnaryOperator<ModelEditor> change) {
    public Variant {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(change, "change");
    }

    /**
     * Each loss with each choice of texts, as the paper's ablation has them.
     *
     * @param losses what is minimised
     * @param texts what is trained beside the facts
     * @param generalization what is trained where {@link TrainedTexts} says paraphrases
     * @param locality what is trained where {@link TrainedTexts} says random facts
     * @return one variant for each pair, loss by loss
     * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
     */
    public static List<Variant> grid(
            List<TrainedLoss> losses,
            List<TrainedTexts> texts,
            List<Augmentation> generalization,
            List<Augmentation> locality) {
        Objects.requireNonNull(losses, "losses");
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(generalization, "generalization");
        Objects.requireNonNull(locality, "locality");
        return losses.stream()
                .flatMap(loss -> texts.stream().map(choice -> {
                    List<Augmentation> chosen = new ArrayList<>();
                    if (choice.paraphrases()) {
                        chosen.addAll(generalization);
                    }
                    if (choice.randomFacts()) {
                        chosen.addAll(locality);
                    }
                    return new Variant(loss.label() + ", " + choice.label(), editor -> loss.applyTo(editor)
                            .withAugmentation(chosen));
                }))
                .toList();
    }

    /**
     * A method as it is, and without each of some pieces.
     *
     * @param editor what has the method; a piece that it does not have is passed over
     * @param pieces what is left out, one after the other
     * @return the method first
     */
    public static List<Variant> leavingOut(ModelEditor editor, List<MethodPiece> pieces) {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(pieces, "pieces");
        return Stream.concat(
                        Stream.of(new Variant("whole method", UnaryOperator.identity())),
                        pieces.stream()
                                .filter(piece ->
                                        !piece.without(editor).settings().equals(editor.settings()))
                                .map(piece -> new Variant("without " + piece.label(), piece::without)))
                .toList();
    }
}
