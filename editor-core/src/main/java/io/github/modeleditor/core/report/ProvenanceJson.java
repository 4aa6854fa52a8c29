package io.github.modeleditor.core.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.api.report.Provenance.Machine;
import io.github.modeleditor.api.report.Provenance.Method;
import io.github.modeleditor.api.report.Provenance.Model;
import io.github.modeleditor.api.report.Provenance.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a result came from, as JSON and back. */
final class ProvenanceJson {
    private ProvenanceJson() {}

    static ObjectNode write(Provenance provenance) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("time", provenance.time().toString());
        json.putObject("model")
                .put("name", provenance.model().name())
                .put("fingerprint", provenance.model().fingerprint());
        json.putObject("machine")
                .put("requested_device", provenance.machine().requestedDevice())
                .put("device", provenance.machine().device())
                .put(
                        "precision",
                        Ascii.toLowerCase(provenance.machine().precision().name()))
                .put("os", provenance.machine().os());
        provenance.versions().forEach(json.putObject("versions")::put);
        json.set("lora", provenance.lora().map(ProvenanceJson::write).orElse(null));
        json.set("method", provenance.method().map(ProvenanceJson::write).orElse(null));
        json.set("request", provenance.request().map(ProvenanceJson::write).orElse(null));
        return json;
    }

    static Provenance read(ReportFields fields) {
        ReportFields model = fields.object("model");
        ReportFields machine = fields.object("machine");
        Optional<LoraConfig> lora = fields.optionalObject("lora").map(ProvenanceJson::lora);
        return new Provenance(
                fields.instant("time"),
                new Model(model.text("name"), model.text("fingerprint")),
                new Machine(
                        machine.text("requested_device"),
                        machine.text("device"),
                        machine.constant("precision", Precision.class),
                        machine.text("os")),
                fields.object("versions").texts(),
                lora,
                fields.optionalObject("method").map(method -> method(method, lora)),
                fields.optionalObject("request").map(ProvenanceJson::request));
    }

    private static ObjectNode write(Request request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("call", request.call());
        json.put("command", request.source().command().orElse(null));
        ArrayNode files = json.putArray("files");
        request.source().files().forEach(file -> files.addObject()
                .put("name", file.name())
                .put("sha256", file.sha256().orElse(null)));
        return json.put("facts", request.facts()).put("facts_sha256", request.factsHash());
    }

    private static Request request(ReportFields fields) {
        return new Request(
                fields.text("call"),
                new Source(
                        fields.optionalText("command"),
                        fields.objects("files").stream()
                                .map(file -> new Source.File(file.text("name"), file.optionalText("sha256")))
                                .toList()),
                fields.integer("facts"),
                fields.text("facts_sha256"));
    }

    private static ObjectNode write(LoraConfig lora) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rank", lora.rank()).put("alpha", lora.alpha());
        addAll(json.putArray("target_modules"), lora.targetModules());
        json.put("target_pattern", lora.targetPattern().orElse(null));
        addAll(json.putArray("excluded_modules"), lora.excludedModules());
        lora.layers().forEach(json.putArray("layers")::add);
        json.put("lower_share", lora.lowerShare());
        json.put("kept_rank", lora.keptRank().orElse(null));
        return json;
    }

    private static LoraConfig lora(ReportFields fields) {
        return new LoraConfig(
                fields.integer("rank"),
                fields.number("alpha"),
                fields.texts("target_modules"),
                fields.optionalText("target_pattern"),
                fields.texts("excluded_modules"),
                fields.integers("layers"),
                fields.number("lower_share"),
                fields.optionalInteger("kept_rank").stream().boxed().findFirst());
    }

    private static ObjectNode write(Method method) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        addAllIngredients(json.putArray("augmentations"), method.augmentations());
        addAllIngredients(json.putArray("preservations"), method.preservations());
        json.set("loss_mask", write(method.lossMask()));
        json.set("objective", write(method.objective()));
        json.put("end_of_text", method.endOfText());
        json.set("lora", write(method.lora()));
        json.set("training", TrainingConfigJson.write(method.training()));
        json.put("start", method.start().orElse(null));
        return json;
    }

    /** A report that is older than what is kept of an adapter tells the trained shape once. */
    private static Method method(ReportFields fields, Optional<LoraConfig> kept) {
        return new Method(
                ingredients(fields.objects("augmentations")),
                ingredients(fields.objects("preservations")),
                ingredient(fields.object("loss_mask")),
                ingredient(fields.object("objective")),
                fields.flag("end_of_text"),
                fields.optionalObject("lora")
                        .map(ProvenanceJson::lora)
                        .or(() -> kept)
                        .orElseThrow(() -> fields.failure("lora", "is missing")),
                TrainingConfigJson.read(fields.object("training")),
                fields.optionalText("start"));
    }

    private static ObjectNode write(Ingredient ingredient) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", ingredient.name());
        ingredient.parameters().forEach(json.putObject("parameters")::put);
        return json;
    }

    private static List<Ingredient> ingredients(List<ReportFields> all) {
        return all.stream().map(ProvenanceJson::ingredient).toList();
    }

    private static void addAllIngredients(ArrayNode array, List<Ingredient> ingredients) {
        ingredients.forEach(ingredient -> array.add(write(ingredient)));
    }

    private static Ingredient ingredient(ReportFields fields) {
        Map<String, String> parameters = fields.object("parameters").texts();
        return new Ingredient(fields.text("name"), parameters);
    }

    private static void addAll(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
