package io.github.modeleditor.core.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.storage.Destination;
import java.nio.file.Path;
import java.util.List;

/** Writes facts as JSON lines, in the library's own format. Fields that a fact has not are left out. Thread-safe. */
public final class FactFileWriter {
    private FactFileWriter() {}

    /**
     * Writes a file, atomically.
     *
     * @param file where to; facts that were written there are replaced, and nothing else
     * @param facts what to write, in this order; at least one
     * @throws DatasetException if there is no fact
     * @throws StorageException if it cannot be written
     */
    public static void write(Path file, List<Fact> facts) {
        if (facts.isEmpty()) {
            throw new DatasetException("There is no fact to write to " + file + ". Give at least one.");
        }
        Destination.FACTS.require(file, List.of(), false);
        AtomicFiles.write(file, out -> {
            for (Fact fact : facts) {
                out.write((line(fact) + "\n").getBytes(UTF_8));
            }
        });
    }

    /**
     * What tells facts from others: the hash of what is written of them.
     *
     * @param facts any facts, in order
     * @return the SHA-256 of the bytes that {@link #write} writes, in hexadecimal digits
     */
    public static String hash(List<Fact> facts) {
        Hasher hasher = Hashing.sha256().newHasher();
        facts.forEach(fact -> hasher.putString(line(fact) + "\n", UTF_8));
        return hasher.hash().toString();
    }

    /** One fact as one line, without its end: JSON has no raw line break. */
    static String line(Fact fact) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("prompt", fact.prompt()).put("target", fact.target());
        if (fact.form() != PromptForm.PLAIN) {
            json.put("form", Ascii.toLowerCase(fact.form().name()));
        }
        fact.subject().ifPresent(subject -> json.put("subject", subject));
        fact.oldTarget().ifPresent(target -> json.put("old_target", target));
        putTexts(json, "paraphrases", fact.paraphrases());
        putTexts(json, "held_out_paraphrases", fact.probes().heldOutParaphrases());
        putProbes(json, "locality", fact.probes().locality());
        putProbes(json, "portability", fact.probes().portability());
        return json.toString();
    }

    private static void putTexts(ObjectNode json, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putArray(name)::add);
        }
    }

    private static void putProbes(ObjectNode json, String name, List<Probe> probes) {
        if (!probes.isEmpty()) {
            ArrayNode array = json.putArray(name);
            for (Probe probe : probes) {
                ObjectNode object =
                        array.addObject().put("prompt", probe.prompt()).put("target", probe.expected());
                probe.group().ifPresent(group -> object.put("group", group));
            }
        }
    }
}
