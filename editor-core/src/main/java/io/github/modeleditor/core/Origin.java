package io.github.modeleditor.core;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Provenance.Machine;
import io.github.modeleditor.api.report.Provenance.Method;
import io.github.modeleditor.api.report.Provenance.Model;
import io.github.modeleditor.api.report.Provenance.Request;
import io.github.modeleditor.api.spi.EditorSettings;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the result of an edit or of an evaluation came from. */
final class Origin {
    private static final String DEVICE = "device";
    /** What an engine tells of itself that is no version. */
    private static final Set<String> NO_VERSIONS = Set.of(DEVICE, "precision");

    private Origin() {}

    /** Of an edit. */
    static Provenance of(
            ModelDescription model,
            EditorSettings settings,
            LoraWeights weights,
            LoraConfig trained,
            Optional<LoraWeights> start,
            EditRequest asked) {
        Method method = new Method(
                settings.recipe().augmentations().stream()
                        .map(RecipeOfReport::augmentation)
                        .toList(),
                settings.recipe().preservations().stream()
                        .map(RecipeOfReport::preservation)
                        .toList(),
                RecipeOfReport.lossMask(settings.recipe().lossMask()),
                RecipeOfReport.objective(settings.recipe().objective()),
                settings.recipe().endOfText(),
                trained,
                settings.training(),
                start.map(Origin::hash));
        return of(
                model,
                settings,
                Optional.of(weights.layout().config()),
                Optional.of(method),
                request("EditingSession.edit", asked.source(), asked.facts()));
    }

    /** Of an evaluation under some weights, or under none. */
    static Provenance of(
            ModelDescription model, EditorSettings settings, @Nullable LoraWeights weights, EvaluationRequest asked) {
        return of(
                model,
                settings,
                Optional.ofNullable(weights).map(shape -> shape.layout().config()),
                Optional.empty(),
                request("EditingSession.evaluate", asked.source(), asked.facts()));
    }

    private static Request request(String call, Source source, List<Fact> facts) {
        return new Request(call, source, facts.size(), FactFileWriter.hash(facts));
    }

    private static Provenance of(
            ModelDescription model,
            EditorSettings settings,
            Optional<LoraConfig> lora,
            Optional<Method> method,
            Request request) {
        String requested = settings.device().toString();
        return new Provenance(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                new Model(model.name(), model.fingerprint()),
                new Machine(
                        requested,
                        model.provenance().getOrDefault(DEVICE, requested),
                        settings.precision(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                versions(model),
                lora,
                method,
                Optional.of(request));
    }

    private static Map<String, String> versions(ModelDescription model) {
        ImmutableMap.Builder<String, String> versions = ImmutableMap.builder();
        versions.put(
                "library",
                Objects.requireNonNullElse(Origin.class.getPackage().getImplementationVersion(), "unpackaged"));
        model.provenance().forEach((name, version) -> {
            if (!NO_VERSIONS.contains(name)) {
                versions.put(Ascii.toLowerCase(name), version);
            }
        });
        return versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
                .buildKeepingLast();
    }

    private static String hash(LoraWeights weights) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (float value : weights.values()) {
            hasher.putFloat(value);
        }
        return hasher.hash().toString();
    }
}
