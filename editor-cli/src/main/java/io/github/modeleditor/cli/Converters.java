package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.cli.fetch.WeightsFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** From words of the command line to values of the library. */
final class Converters {
    private Converters() {}

    static Device device(String text) {
        return Device.named(text)
                .orElseThrow(() -> new TypeConversionException(
                        "expected auto, cpu, cpu:THREADS or cuda:NUMBER but was '" + text + "'"));
    }

    static Precision precision(String text) {
        return constant(Precision.class, text);
    }

    static ModelFormat modelFormat(String text) {
        return constant(ModelFormat.class, text);
    }

    static WeightsFormat weightsFormat(String text) {
        return constant(WeightsFormat.class, text);
    }

    static FactFormat format(String text) {
        return constant(FactFormat.class, text);
    }

    static Recomputation recomputation(String text) {
        return constant(Recomputation.class, text);
    }

    static TrainedLoss loss(String text) {
        return constant(TrainedLoss.class, text);
    }

    static TrainedTexts texts(String text) {
        return constant(TrainedTexts.class, text);
    }

    static MethodPiece piece(String text) {
        return constant(MethodPiece.class, text);
    }

    static ConflictPolicy conflicts(String text) {
        return constant(ConflictPolicy.class, text);
    }

    /** What there are of a kind by their words, in the order in which they are declared. */
    static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : type.getEnumConstants()) {
            words.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
        }
        return words;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        Map<String, E> words = words(type);
        E value = words.get(word.toLowerCase(Locale.ROOT));
        if (value == null) {
            throw new TypeConversionException(
                    "expected one of " + String.join(", ", words.keySet()) + " but was '" + word + "'");
        }
        return value;
    }
}
