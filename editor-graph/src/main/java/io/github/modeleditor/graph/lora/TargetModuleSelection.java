package io.github.modeleditor.graph.lora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.graph.lora.Projection.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which projections a configuration means, as PEFT reads the same words: names are whole last parts of a path, a pattern
 * matches a whole path, exclusion comes last.
 */
final class TargetModuleSelection {
    private static final Pattern LAYER = Pattern.compile("(?:^|\\.)(\\d+)\\.");

    /** Roles of one product in the place of several. */
    private static final ImmutableMap<String, List<String>> FUSED = ImmutableMap.of(
            "qkv_proj", List.of("q_proj", "k_proj", "v_proj"),
            "kv_proj", List.of("k_proj", "v_proj"),
            "qk_proj", List.of("q_proj", "k_proj"),
            "gate_up_proj", List.of("gate_proj", "up_proj"));

    /** By their role: what an MLP ends with, gated or not. */
    private static final ImmutableList<String> MLP_OUTPUTS = ImmutableList.of(".down_proj", ".fc_out");

    private final List<Projection> projections;
    private final LoraConfig config;
    private final Set<Integer> chosen;
    private final Optional<PathPattern> pattern;

    private TargetModuleSelection(List<Projection> projections, LoraConfig config) {
        this.projections = projections;
        this.config = config;
        chosen = chosen(projections, config);
        pattern = config.targetPattern()
                .map(expression -> PathPattern.of(
                        expression,
                        new PathPattern.Effort(),
                        what -> new InvalidConfigurationException("The LoRA target pattern \"" + expression + "\" "
                                + what + ". Write a simpler one, or name modules.")));
    }

    static List<Projection> of(List<Projection> projections, LoraConfig config) {
        return new TargetModuleSelection(projections, config).selected();
    }

    private List<Projection> selected() {
        config.targetModules().forEach(name -> requireKnown("target", name));
        config.excludedModules().forEach(name -> requireKnown("excluded", name));
        requireLayers();
        List<Projection> selected = projections.stream()
                .filter(projection -> isTargeted(projection))
                .filter(projection -> config.excludedModules().stream().noneMatch(name -> matches(projection, name)))
                .toList();
        if (selected.isEmpty()) {
            throw new InvalidConfigurationException("The LoRA targets " + wanted()
                    + " match no projection of this model, or all of them are excluded. It has " + known()
                    + ", such as "
                    + projections.get(0).path() + ".");
        }
        return selected;
    }

    private boolean isTargeted(Projection projection) {
        String path = projection.path();
        if (pattern.isPresent()) {
            return pattern.get().matches(path);
        }
        if (config.targetModules().contains(path)) {
            return true;
        }
        boolean named = config.targetModules().stream().anyMatch(name -> matches(projection, name));
        OptionalInt layer = layer(path);
        return named && (chosen.isEmpty() || (layer.isPresent() && chosen.contains(layer.getAsInt())));
    }

    private boolean matches(Projection projection, String name) {
        return switch (name) {
            case LoraConfig.ALL_LINEAR -> projection.kind() == Kind.LINEAR;
            case LoraConfig.MLP_OUTPUT ->
                projections.stream().anyMatch(TargetModuleSelection::endsAnMlp)
                        ? endsAnMlp(projection)
                        : projection.kind() == Kind.LINEAR;
            default -> projection.path().equals(name) || projection.path().endsWith("." + name);
        };
    }

    private static boolean endsAnMlp(Projection projection) {
        return projection.kind() == Kind.LINEAR && MLP_OUTPUTS.stream().anyMatch(projection.role()::endsWith);
    }

    private void requireKnown(String kind, String name) {
        if (projections.stream().noneMatch(projection -> matches(projection, name))) {
            throw new InvalidConfigurationException("The LoRA " + kind + " module \"" + name
                    + "\" matches no projection of this model. " + fused(name) + "It has " + known() + "; or use "
                    + LoraConfig.ALL_LINEAR + ".");
        }
    }

    /** Where one product stands for several modules of other models, it says which. */
    private String fused(String name) {
        String wanted = Projection.lastPart(name);
        for (Map.Entry<String, List<String>> fusion : FUSED.entrySet()) {
            if (fusion.getValue().contains(wanted)) {
                Optional<String> found = projections.stream()
                        .filter(projection -> projection.role().endsWith("." + fusion.getKey()))
                        .map(projection -> projection.lastPart())
                        .findFirst();
                if (found.isPresent()) {
                    return "Its " + found.get() + " is one product for " + String.join(", ", fusion.getValue())
                            + ": name that. ";
                }
            }
        }
        return "";
    }

    private void requireLayers() {
        SortedSet<Integer> known = layers(projections);
        List<Integer> missing =
                config.layers().stream().filter(layer -> !known.contains(layer)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidConfigurationException("The LoRA layers " + missing + " are not in this model. It has "
                    + (known.isEmpty() ? "none that are numbered" : known.first() + " to " + known.last())
                    + "; layers are counted from 0.");
        }
    }

    /** The layers to attach to; empty for all modules, be they in a layer or not. */
    private static Set<Integer> chosen(List<Projection> projections, LoraConfig config) {
        if (config.lowerShare() == 1) {
            return Set.copyOf(config.layers());
        }
        SortedSet<Integer> all = layers(projections);
        return all.stream()
                .limit((long) Math.ceil(config.lowerShare() * all.size()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static SortedSet<Integer> layers(List<Projection> projections) {
        TreeSet<Integer> layers = new TreeSet<>();
        projections.forEach(projection -> layer(projection.path()).ifPresent(layers::add));
        return layers;
    }

    /** A module's layer is the first number in its path, not the number of an expert after it. */
    private static OptionalInt layer(String path) {
        Matcher number = LAYER.matcher(path);
        Integer layer = number.find() ? Ints.tryParse(number.group(1)) : null;
        return layer == null ? OptionalInt.empty() : OptionalInt.of(layer);
    }

    private String wanted() {
        return config.targetPattern().orElse(String.join(", ", config.targetModules()));
    }

    private String known() {
        return projections.stream()
                .map(projection -> projection.lastPart())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), names -> String.join(", ", names)));
    }
}
