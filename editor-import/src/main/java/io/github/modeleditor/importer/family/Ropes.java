package io.github.modeleditor.importer.family;

import com.google.common.primitives.Floats;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.config.Config;
import java.util.List;

/**
 * Reads what a configuration says of rotary embeddings, in the words of either {@code rope_parameters} or {@code rope_scaling}, and computes
 * the frequencies as Hugging Face's {@code modeling_rope_utils} does, in single precision where it does.
 */
final class Ropes {
    private static final double USUAL_THETA = 10_000;

    private final Config config;
    private final Config parameters;
    private final double theta;
    private final int rotated;

    private Ropes(Config config, Config parameters, double theta, int rotated) {
        this.config = config;
        this.parameters = parameters;
        this.theta = theta;
        this.rotated = rotated;
    }

    /**
     * The embedding of all layers, or of those of a type.
     *
     * @param config of the model
     * @param layerType such as {@code sliding_attention}
     * @param width of a head
     * @return the frequencies
     */
    static Rope of(Config config, String layerType, int width) {
        Config parameters = config.part("rope_parameters");
        if (parameters.has(layerType)) {
            parameters = parameters.part(layerType);
        } else if (!config.has("rope_parameters")) {
            parameters = config.part("rope_scaling");
        }
        double usual = config.number("rotary_emb_base", USUAL_THETA);
        double theta = parameters.number("rope_theta", config.number("rope_theta", usual));
        return of(config, parameters, theta, width);
    }

    /** The same with given words. */
    static Rope of(Config config, Config parameters, double theta, int width) {
        double share = parameters.number(
                "partial_rotary_factor", config.number("partial_rotary_factor", config.number("rotary_pct", 1)));
        int rotated = (int) (width * share);
        if (rotated < 2 || rotated > width || rotated % 2 != 0 || theta <= 0) {
            throw new InvalidModelException("The configuration " + config.place() + " asks for rotary embeddings of "
                    + rotated + " of " + width + " elements with the base " + theta
                    + "; an even part and a positive base are needed. Download it again.");
        }
        return new Ropes(config, parameters, theta, rotated).rope();
    }

    private Rope rope() {
        String type = parameters.text("rope_type", "type").orElse("default");
        return switch (type) {
            // Up to the positions that the model has been made for, dynamic scaling changes nothing.
            case "default", "dynamic" -> plain(frequencies());
            case "linear" -> plain(divided(frequencies(), factor()));
            case "llama3" -> plain(llama3());
            case "yarn" -> yarn();
            case "longrope", "su" -> longRope();
            default ->
                throw new UnsupportedModelException("The configuration " + config.place()
                        + " asks for rotary embeddings of the type " + type
                        + "; default, linear, dynamic, llama3, yarn and longrope are known.");
        };
    }

    private static Rope plain(float[] frequencies) {
        return new Rope(Floats.asList(frequencies), List.of(), 0, 1);
    }

    /** theta to the power of -2i / d. */
    private float[] frequencies() {
        float[] frequencies = new float[rotated / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = 2f * i / rotated;
            frequencies[i] = 1 / (float) Math.pow(theta, exponent);
        }
        return frequencies;
    }

    private static float[] divided(float[] frequencies, double factor) {
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] /= (float) factor;
        }
        return frequencies;
    }

    private double factor() {
        double factor = parameters.number("factor", 1);
        if (factor <= 0) {
            throw new InvalidModelException("The configuration " + config.place()
                    + " scales rotary embeddings by the factor " + factor + ". Download it again.");
        }
        return factor;
    }

    private int originalPositions() {
        return parameters.integerOr(
                "original_max_position_embeddings",
                config.integerOr("original_max_position_embeddings", config.integer("max_position_embeddings")));
    }

    /** Long waves are stretched, short ones stay, those between are mixed. */
    private float[] llama3() {
        double factor = factor();
        double low = parameters.number("low_freq_factor", 1);
        double high = parameters.number("high_freq_factor", 4);
        double context = originalPositions();
        float[] frequencies = frequencies();
        for (int i = 0; i < frequencies.length; i++) {
            double wave = 2 * Math.PI / frequencies[i];
            double smooth = Math.min(1, Math.max(0, (context / wave - low) / (high - low)));
            frequencies[i] = (float) ((1 - smooth) * frequencies[i] / factor + smooth * frequencies[i]);
        }
        return frequencies;
    }

    private Rope yarn() {
        double context = originalPositions();
        double factor = parameters.has("factor") ? factor() : config.integer("max_position_embeddings") / context;
        double fast = turn(parameters.number("beta_fast", 32), context);
        double slow = turn(parameters.number("beta_slow", 1), context);
        boolean truncates = parameters.flag("truncate", true);
        double low = Math.max(0, truncates ? Math.floor(fast) : fast);
        double high = Math.min(rotated - 1, truncates ? Math.ceil(slow) : slow);
        double span = low == high ? 0.001 : high - low;
        float[] frequencies = frequencies();
        for (int i = 0; i < frequencies.length; i++) {
            double stretched = Math.min(1, Math.max(0, (i - low) / span));
            frequencies[i] = (float) (frequencies[i] / factor * stretched + frequencies[i] * (1 - stretched));
        }
        return new Rope(Floats.asList(frequencies), List.of(), 0, (float) yarnScale(factor));
    }

    /** Which pair turns so many times in a context. */
    private double turn(double rotations, double context) {
        return rotated * Math.log(context / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private double yarnScale(double factor) {
        double scale = parameters.number("mscale", 0);
        double allDimensions = parameters.number("mscale_all_dim", 0);
        double usual = scale != 0 && allDimensions != 0
                ? magnitude(factor, scale) / magnitude(factor, allDimensions)
                : magnitude(factor, 1);
        return parameters.number("attention_factor", usual);
    }

    private static double magnitude(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private Rope longRope() {
        int context = originalPositions();
        double factor = config.integer("max_position_embeddings") / (double) context;
        double usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(context));
        float scale = (float) parameters.number("attention_factor", usual);
        List<Float> brief = Floats.asList(stretched("short_factor"));
        List<Float> extended = Floats.asList(stretched("long_factor"));
        return new Rope(brief, extended.equals(brief) ? List.of() : extended, context, scale);
    }

    private float[] stretched(String name) {
        List<Double> factors = parameters.numbers(name);
        float[] frequencies = frequencies();
        if (factors.size() != frequencies.length) {
            throw new InvalidModelException(
                    "The configuration " + config.place() + " has " + factors.size() + " numbers in " + name + " where "
                            + frequencies.length + " pairs of a head turn. Download it again.");
        }
        for (int i = 0; i < frequencies.length; i++) {
            float power = (float) Math.pow(theta, 2f * i / rotated);
            frequencies[i] = 1 / (factors.get(i).floatValue() * power);
        }
        return frequencies;
    }
}
