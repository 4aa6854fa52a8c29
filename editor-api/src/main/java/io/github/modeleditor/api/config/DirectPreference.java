package io.github.modeleditor.api.config;

import java.util.List;
import java.util.Optional;

/**
 * Likelihood, and beside it a preference for the new target over the old (direct preference optimization). Immutable and
 * thread-safe.
 *
 * <p>With l the log-likelihood of a text's target, r that of what is rejected, l' and r' the same under the unedited model,
 * n the counted tokens of all targets, and the second mean over the texts that reject something:
 *
 * <pre>
 * m    = (l - l') - (r - r')
 * loss = - sum(l) / n + weight * mean(- log sigmoid(beta m))
 * </pre>
 *
 * <p>whose slopes are {@code d loss / d l = -1 / n - weight beta sigmoid(-beta m) / pairs} and {@code d loss / d r = weight
 * beta sigmoid(-beta m) / pairs}.
 *
 * @param beta how sharply the margin counts; above 0; 0.1 is usual
 * @param weight what the preference counts beside the likelihood; above 0
 * @see Objective#directPreference(double, double)
 * @see <a href="https://arxiv.org/abs/2305.18290">Direct Preference Optimization, equation 7</a>
 */
public record DirectPreference(double beta, double weight) implements Objective {
    private static final String FINITE = "a finite number above 0";

    public DirectPreference {
        Settings.require(beta > 0 && Double.isFinite(beta), "The beta of the preference", beta, FINITE);
        Settings.require(weight > 0 && Double.isFinite(weight), "The weight of the preference", weight, FINITE);
    }

    /**
     * The usual setting.
     *
     * @return beta 0.1, weight 1
     */
    public static DirectPreference defaults() {
        return new DirectPreference(0.1, 1);
    }

    @Override
    public Loss of(List<Text> texts) {
        int tokens = texts.stream().mapToInt(text -> text.target().tokens()).sum();
        long pairs = texts.stream().filter(text -> text.rejected().isPresent()).count();
        double[] targetSlopes = new double[texts.size()];
        double[] rejectedSlopes = new double[texts.size()];
        double loss = 0;
        for (int i = 0; i < texts.size(); i++) {
            Likelihood target = texts.get(i).target();
            loss -= target.current() / tokens;
            targetSlopes[i] = -1.0 / tokens;
            Optional<Likelihood> rejected = texts.get(i).rejected();
            if (rejected.isPresent()) {
                double margin = beta * (gain(target) - gain(rejected.get()));
                loss += weight * softplus(-margin) / pairs;
                double slope = weight * beta * sigmoid(-margin) / pairs;
                targetSlopes[i] -= slope;
                rejectedSlopes[i] = slope;
            }
        }
        return new Loss(loss, targetSlopes, rejectedSlopes);
    }

    private static double gain(Likelihood likelihood) {
        return likelihood.current() - likelihood.unedited();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code -log sigmoid(-x) = log(1 + e^x)}, without overflow. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
