package io.github.modeleditor.importer;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.config.JsonFiles;
import io.github.modeleditor.importer.safetensors.SafetensorsFolder;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A folder as {@code save_pretrained} and the Hugging Face Hub have it: {@code config.json}, safetensors, tokenizer. */
final class HuggingFaceFolder {
    private static final String CONFIG = "config.json";

    /** What comes along: configurations, tokenizers, templates, licences. An index of shards would speak of files that do not. */
    private static final String COMPANIONS = "(?i)(.+\\.(json|jinja|txt|model|tiktoken)|(licen[cs]e|notice)(\\..*)?)";

    private static final String WITHOUT = "(?i).*\\.index\\.json|adapter_config\\.json|genai_config\\.json";

    private HuggingFaceFolder() {}

    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG)) && SafetensorsFolder.isOne(folder);
    }

    static Source open(Path folder) {
        Path file = folder.resolve(CONFIG);
        return new Source(new Config(file, JsonFiles.read(file)), SafetensorsFolder.open(folder), companions(folder));
    }

    private static Map<String, WeightContent> companions(Path folder) {
        Map<String, WeightContent> companions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted().filter(Files::isRegularFile).forEach(file -> {
                String name = file.getFileName().toString();
                if (name.matches(COMPANIONS) && !name.matches(WITHOUT)) {
                    companions.put(name, out -> Files.copy(file, out));
                }
            });
            return companions;
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The folder " + folder + " cannot be read (" + e.getMessage() + "). Check that it is readable.", e);
        }
    }
}
