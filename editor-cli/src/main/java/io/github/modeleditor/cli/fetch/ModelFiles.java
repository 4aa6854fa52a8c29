package io.github.modeleditor.cli.fetch;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files of a repository a model needs: its weights in one form, and where these do not have them its configuration and tokenizer. */
final class ModelFiles {
    private static final int SHOWN = 20;
    private static final String SAFETENSORS = "model.safetensors";
    private static final String INDEX = SAFETENSORS + ".index.json";
    private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
    private static final Pattern GGUF_SHARD = Pattern.compile(".*-\\d{5}-of-\\d{5}\\.gguf");
    private static final String TOKENIZER = "tokenizer.json";

    /** What says how the model is computed, read and talked to. */
    private static final List<String> COMPANIONS = List.of(
            "config.json",
            "generation_config.json",
            "genai_config.json",
            TOKENIZER,
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "chat_template.json");

    /** Graphs by the names that exporters give, the best first. */
    private static final List<String> GRAPHS =
            List.of("model.onnx", "onnx/model.onnx", "decoder_model.onnx", "onnx/decoder_model.onnx");

    private final HubRepository repository;
    private final List<HubFile> all;

    private ModelFiles(HubRepository repository, List<HubFile> all) {
        this.repository = repository;
        this.all = all;
    }

    /**
     * Chooses.
     *
     * @param repository for messages
     * @param listing what there is
     * @param format the form of the weights
     * @param wanted the name of a GGUF file or a graph, or a pattern of it; empty where there is no choice
     * @return the files, which are to lie side by side
     * @throws FetchException if the repository has no such model
     * @throws InvalidConfigurationException if it has several, and nobody said which
     */
    static List<HubFile> of(
            HubRepository repository, HubListing listing, WeightsFormat format, Optional<String> wanted) {
        List<HubFile> chosen = new ModelFiles(repository, listing.files()).choose(format, wanted);
        chosen.forEach(HubFile::requireHarmless);
        return chosen;
    }

    private List<HubFile> choose(WeightsFormat format, Optional<String> wanted) {
        return switch (format) {
            case SAFETENSORS -> safetensors(wanted).orElseThrow(() -> none("safetensors"));
            case ONNX -> onnx(wanted).orElseThrow(() -> none("ONNX graph"));
            case GGUF -> gguf(wanted).orElseThrow(() -> none("GGUF file"));
            case AUTO ->
                Stream.<Supplier<Optional<List<HubFile>>>>of(
                                () -> wanted.isPresent() ? Optional.empty() : safetensors(wanted),
                                () -> onnx(wanted),
                                () -> gguf(wanted))
                        .flatMap(form -> form.get().stream())
                        .findFirst()
                        .orElseThrow(() -> none("safetensors, ONNX graph or GGUF file"));
        };
    }

    private FetchException none(String what) {
        boolean pickled = all.stream()
                .anyMatch(file -> file.name().endsWith(".bin") || file.name().endsWith(".pt"));
        return new FetchException(repository.name() + " has no " + what + " of the name that is wanted"
                + (pickled ? ", only pickled weights of PyTorch, which are programs and are not read" : "")
                + ". Choose another repository, or look at its files at " + repository.endpoint() + "/"
                + repository.name() + "/tree/" + repository.revision() + ".");
    }

    private Optional<HubFile> at(String name) {
        return all.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    private Optional<List<HubFile>> safetensors(Optional<String> wanted) {
        if (wanted.isPresent()) {
            throw new InvalidConfigurationException(
                    "--file names a GGUF file or an ONNX graph. Leave it out for safetensors, of which there is one model.");
        }
        List<HubFile> weights = at(SAFETENSORS).map(List::of).orElseGet(() -> shards());
        return weights.isEmpty() ? Optional.empty() : Optional.of(withCompanions(weights, ""));
    }

    private List<HubFile> shards() {
        List<HubFile> shards = named(file -> SHARD.matcher(file.name()).matches());
        return shards.isEmpty() || at(INDEX).isEmpty()
                ? List.of()
                : Stream.concat(at(INDEX).stream(), shards.stream()).toList();
    }

    private List<HubFile> named(Predicate<HubFile> test) {
        return all.stream().filter(test).toList();
    }

    private Optional<List<HubFile>> onnx(Optional<String> wanted) {
        List<HubFile> graphs = named(file -> file.name().endsWith(".onnx") && isWanted(file, wanted));
        Optional<HubFile> usual = wanted.isPresent()
                ? Optional.empty()
                : GRAPHS.stream().flatMap(name -> at(name).stream()).findFirst();
        if (graphs.isEmpty()) {
            return Optional.empty();
        }
        HubFile graph = usual.orElseGet(() -> only(graphs, "ONNX graphs"));
        List<HubFile> weights = named(file -> file.folder().equals(graph.folder()) && isDataOf(graph, file));
        return Optional.of(
                withCompanions(Stream.concat(Stream.of(graph), weights.stream()).toList(), graph.folder()));
    }

    /** Exporters put weights into {@code model.onnx_data}, {@code model.onnx.data}, and numbered ones where they are large. */
    private static boolean isDataOf(HubFile graph, HubFile file) {
        return file.name().matches(Pattern.quote(graph.name()) + "[._]data(_\\d+)?");
    }

    private Optional<List<HubFile>> gguf(Optional<String> wanted) {
        List<HubFile> files = named(file ->
                file.name().endsWith(".gguf") && !file.baseName().startsWith("mmproj") && isWanted(file, wanted));
        if (files.isEmpty()) {
            return Optional.empty();
        }
        HubFile file = only(files, "GGUF files");
        if (GGUF_SHARD.matcher(file.name()).matches()) {
            throw new FetchException(file.name() + " is one of several parts of a GGUF file, which are not read here."
                    + " Choose one that is whole, or put the parts together with llama-gguf-split --merge.");
        }
        return Optional.of(List.of(file));
    }

    private static boolean isWanted(HubFile file, Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        try {
            PathMatcher pattern = FileSystems.getDefault().getPathMatcher("glob:" + wanted.get());
            return file.name().equals(wanted.get())
                    || pattern.matches(Path.of(file.name()))
                    || pattern.matches(Path.of(file.baseName()));
        } catch (PatternSyntaxException malformed) {
            throw new InvalidConfigurationException(
                    "\"" + wanted.get() + "\" is no pattern of names. Give --file a name, or one with a star.",
                    malformed);
        } catch (InvalidPathException unusual) {
            return false;
        }
    }

    private HubFile only(List<HubFile> files, String what) {
        if (files.size() == 1) {
            return files.get(0);
        }
        String names = files.stream()
                .sorted(Comparator.comparingLong(HubFile::size))
                .limit(SHOWN)
                .map(file -> "\n  " + file.name() + "  " + HubFile.text(file.size()))
                .collect(Collectors.joining());
        throw new InvalidConfigurationException(repository.name() + " has " + files.size() + " " + what
                + ". Choose one with --file, such as --file '*" + suffix(files.get(0)) + "':" + names
                + (files.size() > SHOWN ? "\n  and " + (files.size() - SHOWN) + " more" : ""));
    }

    private static String suffix(HubFile file) {
        String name = file.baseName();
        int dash = name.lastIndexOf('-');
        return dash < 0 ? name : name.substring(dash + 1);
    }

    /** Companions beside the weights come before those at the top. */
    private List<HubFile> withCompanions(List<HubFile> weights, String folder) {
        List<HubFile> files = new ArrayList<>();
        for (String name : COMPANIONS) {
            Optional<HubFile> beside = folder.isEmpty() ? Optional.empty() : at(folder + "/" + name);
            beside.or(() -> at(name)).ifPresent(files::add);
        }
        if (files.stream().noneMatch(file -> file.baseName().equals(TOKENIZER))) {
            throw new FetchException(repository.name()
                    + " has no tokenizer.json, without which no text can be read. Choose a repository that has one, or a GGUF"
                    + " file, which brings its own.");
        }
        files.addAll(weights);
        return files;
    }
}
