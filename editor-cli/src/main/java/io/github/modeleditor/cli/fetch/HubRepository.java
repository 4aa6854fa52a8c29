package io.github.modeleditor.cli.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A repository of a hub at a revision.
 *
 * @param endpoint the hub, such as {@code https://huggingface.co}
 * @param name {@code OWNER/NAME}, or a name alone, as the oldest have
 * @param revision a branch, a tag or a commit
 */
public record HubRepository(URI endpoint, String name, String revision) {
    /** The hub that is asked where nothing else is said. */
    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?");

    public HubRepository {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw new InvalidConfigurationException("\"" + name
                    + "\" is no name of a repository. Give OWNER/NAME, such as HuggingFaceTB/SmolLM2-135M.");
        }
        if (revision.isBlank() || revision.contains("..")) {
            throw new InvalidConfigurationException(
                    "\"" + revision + "\" is no revision. Give a branch, a tag or a commit, such as main.");
        }
        boolean isHttp = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
        if (!isHttp || endpoint.getHost() == null) {
            throw new InvalidConfigurationException("The hub " + endpoint
                    + " is no address of HTTP. Set HF_ENDPOINT to one such as " + HUGGING_FACE + ".");
        }
    }

    /** Where the files are listed, with sizes and hashes. */
    URI listing() {
        return at("/api/models/" + path(name) + "/revision/" + encoded(revision) + "?blobs=true");
    }

    /** Where a file is, as it was at a commit. */
    URI file(String commit, String file) {
        return at("/" + path(name) + "/resolve/" + encoded(commit) + "/" + path(file));
    }

    private URI at(String path) {
        return URI.create(endpoint.toString().replaceFirst("/+$", "") + path);
    }

    private static String path(String text) {
        return Arrays.stream(text.split("/", -1)).map(HubRepository::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }
}
