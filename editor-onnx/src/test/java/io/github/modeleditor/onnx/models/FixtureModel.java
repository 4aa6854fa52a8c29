package io.github.modeleditor.onnx.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One model under {@code fixtures}: a folder, or a zip of one, that holds a {@code fixture.json}.
 *
 * @param name its place under {@code fixtures}
 * @param folder the folder, or what the zip was unpacked into
 * @param description what {@code fixture.json} says
 * @param modelType the {@code model_type} of its configuration
 */
public record FixtureModel(String name, Path folder, JsonNode description, String modelType) {
    private static final String DESCRIPTION = "fixture.json";

    /** All there are, by name; what is zipped is unpacked. */
    public static List<FixtureModel> all(Path temporary) {
        Path root = Fixtures.folder("");
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".zip") || path.endsWith(DESCRIPTION))
                    .sorted()
                    .map(path -> of(root, path, temporary))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the zipped ones. */
    public static FixtureModel zipped(String name, Path temporary) {
        Path root = Fixtures.folder("");
        return of(root, root.resolve(name + ".zip"), temporary);
    }

    private static FixtureModel of(Path root, Path path, Path temporary) {
        boolean zipped = path.toString().endsWith(".zip");
        Path place = zipped ? path : path.resolveSibling("");
        String name = root.relativize(place).toString().replace('\\', '/').replaceAll("\\.zip$", "");
        Path folder = zipped ? unpack(path, temporary.resolve(name)) : place;
        JsonNode config = read(folder.resolve("config.json"));
        return new FixtureModel(
                name,
                folder,
                read(folder.resolve(DESCRIPTION)),
                config.path("model_type").asText());
    }

    private static Path unpack(Path zip, Path folder) {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream stream = new ZipInputStream(file)) {
            for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(stream, target);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its graph is: the folder itself, or what it was imported to. */
    public Path onnx() {
        if (!ModelImport.isPossible(folder)) {
            return folder;
        }
        Path imported = folder.resolve("imported");
        if (!Files.exists(imported)) {
            ModelImport.open(folder).writeTo(imported);
        }
        return imported;
    }

    String family() {
        return description.get("family").textValue();
    }

    String export() {
        return description.get("export").textValue();
    }

    /** What the exception says where the model cannot be edited. */
    public Optional<String> refusal() {
        return Optional.ofNullable(description.path("refused").textValue());
    }

    /** How far gradients may be from float64 autograd, relative to the largest. */
    double tolerance() {
        return description.path("tolerance").asDouble(1e-3);
    }

    /** What an edit teaches; a random model of few dimensions cannot learn to say every word. */
    String target() {
        return description.path("target").asText(" Paris");
    }

    public Safetensors golden() {
        return Safetensors.read(folder.resolve("golden.safetensors"));
    }

    @Override
    public String toString() {
        return name;
    }
}
