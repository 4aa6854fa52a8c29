package io.github.modeleditor.cli;

import io.github.modeleditor.api.config.LoraConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where an adapter attaches, and how wide it is. */
@HelpGroup("Where the adapter attaches")
final class TargetOptions {
    @Option(
            names = "--rank",
            paramLabel = "N",
            description = "Rank of the adapter; alpha is twice that (default: 256; paper: 32).")
    private @Nullable Integer rank;

    @Option(
            names = "--kept-rank",
            paramLabel = "N",
            description = "Bring the trained adapter down to the smallest rank under which every fact is as likely, and"
                    + " never above this one (default: 256; paper: all is kept).")
    private @Nullable Integer keptRank;

    @Option(
            names = {"--targets", "--target-modules"},
            paramLabel = "NAME",
            split = ",",
            description = "Modules to attach to, by the last part of their path, such as q_proj,v_proj, all-linear for"
                    + " those of attention and MLP, or mlp-output for what each MLP ends with (default: mlp-output;"
                    + " paper: all-linear).")
    private @Nullable List<String> targets;

    @Option(
            names = "--target-pattern",
            paramLabel = "REGEX",
            description = "Modules whose whole path matches, instead of names.")
    private @Nullable String pattern;

    @Option(
            names = "--exclude",
            paramLabel = "NAME",
            split = ",",
            description = "Modules to leave out, by the last part of their path.")
    private @Nullable List<String> excluded;

    @Option(
            names = "--layers",
            paramLabel = "FIRST-LAST",
            converter = LayerRangeConverter.class,
            description = "The only layers to attach to, counted from 0, both ends included, such as 20-29.")
    private @Nullable LayerRange layers;

    /** Layers from the first to the last. */
    record LayerRange(int first, int last) {}

    /** Reads {@code 20-29}. */
    static final class LayerRangeConverter implements ITypeConverter<LayerRange> {
        @Override
        public LayerRange convert(String text) {
            String[] ends = text.split("-", 2);
            try {
                return new LayerRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "expected a layer, or a first and a last as in 20-29, but was '" + text + "'");
            }
        }
    }

    LoraConfig applyTo(LoraConfig lora) {
        LoraConfig chosen = rank == null ? lora : lora.withRank(rank);
        if (keptRank != null) {
            chosen = chosen.withKeptRank(keptRank);
        }
        if (targets != null) {
            chosen = chosen.withTargetModules(targets.toArray(String[]::new));
        }
        if (pattern != null) {
            chosen = chosen.withTargetPattern(pattern);
        }
        if (excluded != null) {
            chosen = chosen.withoutModules(excluded.toArray(String[]::new));
        }
        return layers == null ? chosen : chosen.withLayers(layers.first(), layers.last());
    }
}
