package io.github.modeleditor.api.report;

import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a result came from, so that it can be had again and held against others.
 *
 * @param time when the result was there
 * @param model what was edited or asked
 * @param machine where it was computed, and in what numbers
 * @param versions the versions of what computed, by name: {@code library}, {@code java}, and what the engine runs in, such as
 *     {@code onnxruntime}; in a fixed order
 * @param lora the shape of the adapter that was trained or asked; empty where the unedited model was asked
 * @param method how the adapter was trained; empty where nothing was
 * @param request what was asked for, and about which facts; empty in reports of versions that did not say so
 */
public record Provenance(
        Instant time,
        Model model,
        Machine machine,
        Map<String, String> versions,
        Optional<LoraConfig> lora,
        Optional<Method> method,
        Optional<Request> request) {
    public Provenance {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /**
     * What was asked for.
     *
     * @param call what was called, such as {@code EditingSession.edit}
     * @param source who asked and where the facts come from, as far as the caller said so
     * @param facts how many facts were given
     * @param factsHash the SHA-256 of these facts as {@link io.github.modeleditor.api.data.FactFile#write} writes them, whatever
     *     file they come from
     */
    public record Request(String call, Source source, int facts, String factsHash) {}

    /**
     * A base model.
     *
     * @param name its folder's name
     * @param fingerprint a content hash of its graph and weights
     */
    public record Model(String name, String fingerprint) {}

    /**
     * Where something was computed.
     *
     * @param requestedDevice the device that was asked for, as it is named on the command line
     * @param device the device that was taken
     * @param precision what numbers the frozen model was computed in
     * @param os the operating system and its architecture
     */
    public record Machine(String requestedDevice, String device, Precision precision, String os) {}

    /**
     * How an adapter was trained.
     *
     * @param augmentations what was trained beside the facts, in this order
     * @param preservations what was held to what the unedited model says, in this order
     * @param lossMask which tokens counted
     * @param objective what was minimised
     * @param endOfText whether an end of text was trained behind targets
     * @param lora the adapter's shape while it was trained, which may be wider than what was kept of it
     * @param training how; the seed among it
     * @param start a content hash of the adapter that training started from; empty where it started from the unedited model
     */
    public record Method(
            List<Ingredient> augmentations,
            List<Ingredient> preservations,
            Ingredient lossMask,
            Ingredient objective,
            boolean endOfText,
            LoraConfig lora,
            TrainingConfig training,
            Optional<String> start) {
        public Method {
            augmentations = List.copyOf(augmentations);
            preservations = List.copyOf(preservations);
        }
    }

    /**
     * A part of a recipe, as data.
     *
     * @param name such as {@code random_prefixes}; {@code custom} for what a caller wrote
     * @param parameters what it was told, by name and in a fixed order, such as {@code count}; of a pool of statements its
     *     {@code pool_size} and {@code pool_hash}; of what a caller wrote its {@code class}
     */
    public record Ingredient(String name, Map<String, String> parameters) {
        public Ingredient {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }
}
