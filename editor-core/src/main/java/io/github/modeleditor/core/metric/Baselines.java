package io.github.modeleditor.core.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableSetMultimap;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What unedited models answered, by {@linkplain Questionnaire#contentHash content hash}: in memory the last few, and in a
 * folder all, if a caller names one. Thread-safe; processes may share a folder.
 */
public final class Baselines {
    private static final Logger LOG = LoggerFactory.getLogger(ModelEditor.LOGGER);
    private static final int KEPT_IN_MEMORY = 8;

    private final Optional<Path> folder;
    private final Cache<String, ModelAnswers> kept =
            CacheBuilder.newBuilder().maximumSize(KEPT_IN_MEMORY).build();

    private final Cache<String, PlainAnswers> keptPlain =
            CacheBuilder.newBuilder().maximumSize(KEPT_IN_MEMORY).build();

    /**
     * A store that is empty but for what the folder has.
     *
     * @param folder where answers are kept; made where missing; empty for memory alone
     */
    public Baselines(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * The answers to a questionnaire.
     *
     * @param hash its content hash
     * @param asked the questionnaire
     * @return what the unedited model answered, if it was asked before
     */
    public Optional<ModelAnswers> find(String hash, Questionnaire asked) {
        @Nullable ModelAnswers answers = kept.getIfPresent(hash);
        if (answers != null) {
            return Optional.of(answers);
        }
        Optional<ModelAnswers> stored = folder.map(in -> file(in, hash))
                .filter(Files::exists)
                .flatMap(file -> read(file, List.copyOf(asked.texts())));
        stored.ifPresent(found -> kept.put(hash, found));
        return stored;
    }

    /**
     * Keeps answers.
     *
     * @param hash the content hash of what was asked
     * @param asked the questionnaire
     * @param answers what the unedited model answered
     * @throws StorageException if they cannot be written to the folder
     */
    public void keep(String hash, Questionnaire asked, ModelAnswers answers) {
        if (answers.equals(kept.getIfPresent(hash))) {
            return;
        }
        kept.put(hash, answers);
        folder.ifPresent(in -> AtomicFiles.write(
                file(in, hash), out -> out.write(json(answers, asked).toString().getBytes(UTF_8))));
    }

    /**
     * Answers that no questionnaire belongs to.
     *
     * @param hash a content hash of all they depend on
     * @return what the unedited model answered, if it was asked before
     */
    public Optional<PlainAnswers> findPlain(String hash) {
        @Nullable PlainAnswers answers = keptPlain.getIfPresent(hash);
        if (answers != null) {
            return Optional.of(answers);
        }
        Optional<PlainAnswers> stored =
                folder.map(in -> plainFile(in, hash)).filter(Files::exists).flatMap(Baselines::readPlain);
        stored.ifPresent(found -> keptPlain.put(hash, found));
        return stored;
    }

    /**
     * Keeps answers that no questionnaire belongs to.
     *
     * @param hash a content hash of all they depend on
     * @param answers what the unedited model answered
     * @throws StorageException if they cannot be written to the folder
     */
    public void keepPlain(String hash, PlainAnswers answers) {
        keptPlain.put(hash, answers);
        folder.ifPresent(in -> AtomicFiles.write(
                plainFile(in, hash), out -> out.write(json(answers).toString().getBytes(UTF_8))));
    }

    private static Path plainFile(Path folder, String hash) {
        return folder.resolve("harm-" + hash + ".json");
    }

    private static ObjectNode json(PlainAnswers answers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        answers.written().forEach(json.putArray("written")::add);
        ObjectNode listed = json.putObject("listed");
        answers.listed().asMap().forEach((subject, names) -> names.forEach(listed.putArray(subject)::add));
        answers.completions().forEach(json.putArray("completions")::add);
        answers.losses().forEach(json.putArray("losses")::add);
        return json;
    }

    private static Optional<PlainAnswers> readPlain(Path file) {
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            List<Double> losses = new ArrayList<>();
            json.required("losses").forEach(loss -> losses.add(loss.doubleValue()));
            ImmutableSetMultimap.Builder<String, String> listed = ImmutableSetMultimap.builder();
            json.required("listed")
                    .properties()
                    .forEach(each -> listed.putAll(each.getKey(), strings(each.getValue())));
            return Optional.of(new PlainAnswers(
                    strings(json.required("written")), listed.build(), strings(json.required("completions")), losses));
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("Measuring again what {} does not hold: {}", file, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static Path file(Path folder, String hash) {
        return folder.resolve("baseline-" + hash + ".json");
    }

    private static ObjectNode json(ModelAnswers answers, Questionnaire asked) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode scores = json.putArray("scores");
        for (TokenizedText text : asked.texts()) {
            TextScore score = answers.scores().of(text);
            ArrayNode predicted = scores.addObject()
                    .put("negativeLogLikelihood", score.negativeLogLikelihood())
                    .putArray("predicted");
            Arrays.stream(score.predicted()).forEach(predicted::add);
        }
        answers.completions().forEach(json.putArray("completions")::add);
        answers.whole().forEach(json.putArray("whole")::add);
        answers.writings().forEach(json.putArray("writings")::add);
        return json;
    }

    /** Empty if the file is damaged: what it held can be measured again. */
    private static Optional<ModelAnswers> read(Path file, List<TokenizedText> texts) {
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            Map<TokenizedText, TextScore> scores = new HashMap<>();
            for (TokenizedText text : texts) {
                JsonNode score = json.required("scores").required(scores.size());
                scores.put(
                        text,
                        new TextScore(
                                score.required("negativeLogLikelihood").doubleValue(),
                                Arrays.copyOfRange(text.tokens(), text.targetStart(), text.length()),
                                integers(score.required("predicted")).stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray()));
            }
            return Optional.of(new ModelAnswers(
                    new TextScores(scores),
                    strings(json.required("completions")),
                    Set.copyOf(new LinkedHashSet<>(integers(json.required("whole")))),
                    strings(json.required("writings"))));
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("Measuring again what {} does not hold: {}", file, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.intValue()));
        return values;
    }

    private static List<String> strings(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }
}
