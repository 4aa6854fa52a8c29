package io.github.modeleditor.api;

import java.util.List;

/**
 * The low-rank adapter: each targeted projection {@code y = xW} becomes {@code y = xW + (alpha / rank) (xA) B}, with
 * {@code A} of shape [in, rank], drawn at random, and {@code B} of shape [rank, out], zero at first.
 *
 * @param rank the inner width; at least 1
 * @param alpha the scale's numerator; above 0
 * @param targetModules which projections, by the last part of their module path as PEFT names them ({@code q_proj}), or
 *     {@link #ALL_LINEAR} alone for every projection of attention and MLP
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: Low-Rank Adaptation of Large Language Models, section 4.1</a>
 */
public record LoraConfig(int rank, double alpha, List<String> targetModules) {
    /** The name that stands for every projection of attention and MLP, the language-model head left out. */
    public static final String ALL_LINEAR = "all-linear";

    public LoraConfig {
        Settings.require(rank >= 1, "LoRA rank", rank, "at least 1");
        Settings.require(alpha > 0 && Double.isFinite(alpha), "LoRA alpha", alpha, "a finite number above 0");
        targetModules = List.copyOf(targetModules);
        Settings.require(!targetModules.isEmpty(), "LoRA target modules", targetModules, "at least one name");
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
     * The same adapter with another scale.
     *
     * @param newAlpha the scale's numerator
     * @return a new configuration
     */
    public LoraConfig withAlpha(double newAlpha) {
        return new LoraConfig(rank, newAlpha, targetModules);
    }

    /**
     * The same adapter on these projections.
     *
     * @param newTargetModules last parts of module paths, such as {@code q_proj}
     * @return a new configuration
     */
    public LoraConfig withTargetModules(String... newTargetModules) {
        return new LoraConfig(rank, alpha, List.of(newTargetModules));
    }

    /**
     * The factor in front of the low-rank product.
     *
     * @return alpha divided by rank
     */
    public double scale() {
        return alpha / rank;
    }
}
