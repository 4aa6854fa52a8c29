package io.github.modeleditor.api.config;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/**
 * The low-rank adapter: each targeted projection {@code y = xW} becomes {@code y = xW + (alpha / rank) (xA) B}, with
 * {@code A} of shape [in, rank], drawn at random, and {@code B} of shape [rank, out], zero at first. A targeted embedding
 * {@code y = W[ids]} becomes {@code y = W[ids] + (alpha / rank) A[ids] B}, with {@code A} of shape [vocabulary, rank], zero
 * at first, and {@code B} of shape [rank, width], drawn at random.
 *
 * <p>Targets are chosen as PEFT chooses them. Where head and embedding share their weights, an adapter on one of them
 * leaves the other as it is, as in PEFT without {@code ensure_weight_tying}.
 *
 * @param rank the inner width; at least 1
 * @param alpha the scale's numerator; above 0
 * @param targetModules which modules, by the last parts of their path as PEFT names them ({@code q_proj},
 *     {@code mlp.c_proj}, {@code embed_tokens}, {@code lm_head}), {@link #ALL_LINEAR} or {@link #MLP_OUTPUT}; empty where there is a pattern
 * @param targetPattern a regular expression of {@link Pattern} that whole paths match, instead of names
 * @param excludedModules which modules are left out again, by the last parts of their path
 * @param layers the only layers to attach to, counted from 0; empty for all. A module's layer is the first number in its
 *     path; a module named by its whole path, as in PEFT, is attached to in any layer
 * @param lowerShare of the model's layers only so many, from the lowest on, rounded up: above 0, and 1 for all; 1 where layers are
 *     named
 * @param keptRank where it is there, a trained adapter is brought down to the smallest rank under which every trained fact is as
 *     likely, and never above this one; at least 1. Empty to keep it as it was trained
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: Low-Rank Adaptation of Large Language Models, section 4.1</a>
 */
public record LoraConfig(
        int rank,
        double alpha,
        List<String> targetModules,
        Optional<String> targetPattern,
        List<String> excludedModules,
        List<Integer> layers,
        double lowerShare,
        Optional<Integer> keptRank) {
    /** The name that stands for every projection of attention and MLP, embedding and language-model head left out. */
    public static final String ALL_LINEAR = "all-linear";

    /**
     * The name that stands for the projection that each MLP ends with, whatever it is called ({@code down_proj}, {@code mlp.c_proj},
     * {@code fc2}), as the graph's shape tells it; for {@link #ALL_LINEAR} where it tells of none.
     */
    public static final String MLP_OUTPUT = "mlp-output";

    public LoraConfig {
        Objects.requireNonNull(targetModules, "targetModules");
        Objects.requireNonNull(targetPattern, "targetPattern");
        Objects.requireNonNull(excludedModules, "excludedModules");
        Objects.requireNonNull(layers, "layers");
        Objects.requireNonNull(keptRank, "keptRank");
        Settings.require(rank >= 1, "LoRA rank", rank, "at least 1");
        Settings.require(alpha > 0 && Double.isFinite(alpha), "LoRA alpha", alpha, "a finite number above 0");
        targetModules = names("LoRA target modules", targetModules);
        excludedModules = names("LoRA excluded modules", excludedModules);
        layers = layers.stream().sorted().distinct().toList();
        Settings.require(
                targetModules.isEmpty() == targetPattern.isPresent(),
                "LoRA target modules",
                targetModules,
                "at least one name, or a pattern instead");
        Settings.require(
                layers.stream().allMatch(layer -> layer >= 0), "LoRA layers", layers, "counted from 0, none below");
        Settings.require(
                layers.isEmpty() || targetPattern.isEmpty(),
                "LoRA layers",
                layers,
                "left out beside a pattern: write the layers into the pattern, such as .*\\.(20|21)\\..*");
        Settings.require(
                lowerShare > 0 && lowerShare <= 1, "LoRA share of lower layers", lowerShare, "above 0, at most 1");
        Settings.require(
                lowerShare == 1 || (layers.isEmpty() && targetPattern.isEmpty()),
                "LoRA share of lower layers",
                lowerShare,
                "1 beside layers or a pattern, which name theirs");
        Settings.require(keptRank.orElse(1) >= 1, "LoRA kept rank", keptRank.orElse(1), "at least 1");
        targetPattern.ifPresent(LoraConfig::requireExpression);
    }

    /**
     * An adapter on modules of all layers.
     *
     * @param rank the inner width; at least 1
     * @param alpha the scale's numerator; above 0
     * @param targetModules last parts of module paths, {@link #ALL_LINEAR} or {@link #MLP_OUTPUT}
     */
    public LoraConfig(int rank, double alpha, List<String> targetModules) {
        this(rank, alpha, targetModules, Optional.empty(), List.of(), List.of(), 1, Optional.empty());
    }

    /**
     * The paper's adapter: rank 32, alpha 64, all projections.
     *
     * @return the defaults
     */
    public static LoraConfig defaults() {
        return rank(32);
    }

    /**
     * An adapter of the given rank on all projections, with alpha twice the rank.
     *
     * @param rank the inner width
     * @return the configuration
     */
    public static LoraConfig rank(int rank) {
        return new LoraConfig(rank, 2.0 * rank, List.of(ALL_LINEAR));
    }

    /**
     * The same adapter with another rank, and alpha twice that.
     *
     * @param newRank the inner width; at least 1
     * @return a new configuration
     */
    public LoraConfig withRank(int newRank) {
        return new LoraConfig(
                newRank, 2.0 * newRank, targetModules, targetPattern, excludedModules, layers, lowerShare, keptRank);
    }

    /**
     * The same adapter with another scale.
     *
     * @param newAlpha the scale's numerator
     * @return a new configuration
     */
    public LoraConfig withAlpha(double newAlpha) {
        return new LoraConfig(
                rank, newAlpha, targetModules, targetPattern, excludedModules, layers, lowerShare, keptRank);
    }

    /**
     * The same adapter on these modules, instead of any named or matched before.
     *
     * @param newTargetModules last parts of module paths, such as {@code q_proj}; {@link #ALL_LINEAR} may stand beside
     *     others, such as {@code embed_tokens}
     * @return a new configuration
     * @throws InvalidConfigurationException if there is none, or one is blank
     */
    public LoraConfig withTargetModules(String... newTargetModules) {
        Objects.requireNonNull(newTargetModules, "newTargetModules");
        return withTargetModules(List.of(newTargetModules));
    }

    /**
     * The same adapter on these modules, instead of any named or matched before.
     *
     * @param newTargetModules last parts of module paths
     * @return a new configuration
     * @throws InvalidConfigurationException if there is none, or one is blank
     */
    public LoraConfig withTargetModules(List<String> newTargetModules) {
        return new LoraConfig(
                rank, alpha, newTargetModules, Optional.empty(), excludedModules, layers, lowerShare, keptRank);
    }

    /**
     * The same adapter on the modules whose whole path matches, instead of any named or matched before.
     *
     * @param regularExpression such as {@code .*\.(q|v)_proj}
     * @return a new configuration
     * @throws InvalidConfigurationException if it is no regular expression, or this configuration has layers
     */
    public LoraConfig withTargetPattern(String regularExpression) {
        Objects.requireNonNull(regularExpression, "regularExpression");
        return new LoraConfig(
                rank, alpha, List.of(), Optional.of(regularExpression), excludedModules, layers, 1, keptRank);
    }

    /**
     * The same adapter without these modules.
     *
     * @param newExcludedModules last parts of module paths; none to leave nothing out
     * @return a new configuration
     * @throws InvalidConfigurationException if one is blank
     */
    public LoraConfig withoutModules(String... newExcludedModules) {
        Objects.requireNonNull(newExcludedModules, "newExcludedModules");
        return withoutModules(List.of(newExcludedModules));
    }

    /**
     * The same adapter without these modules.
     *
     * @param newExcludedModules last parts of module paths; none to leave nothing out
     * @return a new configuration
     * @throws InvalidConfigurationException if one is blank
     */
    public LoraConfig withoutModules(List<String> newExcludedModules) {
        return new LoraConfig(
                rank, alpha, targetModules, targetPattern, newExcludedModules, layers, lowerShare, keptRank);
    }

    /**
     * The same adapter on a range of layers only. Training upper layers costs less: the backward pass ends at the lowest.
     *
     * @param first the lowest layer, counted from 0
     * @param last the highest layer, itself included
     * @return a new configuration
     * @throws InvalidConfigurationException if the range is empty or begins below 0, or this configuration has a pattern
     */
    public LoraConfig withLayers(int first, int last) {
        Settings.require(
                first >= 0 && first <= last, "LoRA layers", first + " to " + last, "a range that begins at 0 or above");
        List<Integer> range = IntStream.rangeClosed(first, last).boxed().toList();
        return new LoraConfig(rank, alpha, targetModules, targetPattern, excludedModules, range, 1, keptRank);
    }

    /**
     * The same adapter on the lower layers only, however many the model has. There an edit has to act on what its subject is taken
     * for; higher up it can as well change what any subject is said to be, which harms neighbours.
     *
     * @param share of the layers, counted from the lowest and rounded up; above 0, at most 1
     * @return a new configuration, without layers named before
     * @throws InvalidConfigurationException if the share is out of range, or this configuration has a pattern
     */
    public LoraConfig withLowerLayers(double share) {
        return new LoraConfig(rank, alpha, targetModules, targetPattern, excludedModules, List.of(), share, keptRank);
    }

    /**
     * The same adapter, brought down after training to the smallest rank under which every trained fact is as likely. What few facts
     * take is of a low rank, and much less to store and to compute than what it was found in.
     *
     * @param most the largest rank that is kept, whatever it costs; {@link #rank()} where nothing is to be lost
     * @return a new configuration
     * @throws InvalidConfigurationException if it is below 1
     */
    public LoraConfig withKeptRank(int most) {
        return new LoraConfig(
                rank, alpha, targetModules, targetPattern, excludedModules, layers, lowerShare, Optional.of(most));
    }

    /**
     * The factor in front of the low-rank product.
     *
     * @return alpha divided by rank
     */
    public double scale() {
        return alpha / rank;
    }

    private static List<String> names(String what, List<String> names) {
        Settings.require(names.stream().noneMatch(String::isBlank), what, names, "names, none of them blank");
        return List.copyOf(names);
    }

    private static void requireExpression(String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new InvalidConfigurationException(
                    "The LoRA target pattern " + pattern + " is no regular expression: " + e.getDescription()
                            + " at character " + e.getIndex() + ". Correct it there.",
                    e);
        }
    }
}
