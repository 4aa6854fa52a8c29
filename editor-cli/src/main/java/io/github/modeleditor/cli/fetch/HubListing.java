package io.github.modeleditor.cli.fetch;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a repository has.
 *
 * @param commit the revision's full hash, so that all files are of one state
 * @param files with known sizes and hashes
 */
record HubListing(String commit, List<HubFile> files) {
    HubListing {
        files = List.copyOf(files);
    }

    /** Reads the answer of a hub. */
    static HubListing of(HubRepository repository, byte[] json) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            mapper.getFactory()
                    .setStreamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build());
            JsonNode answer = mapper.readTree(json);
            String commit = answer.path("sha").asText();
            if (FileHash.of(commit).isEmpty() || !answer.path("siblings").isArray()) {
                throw notAHub(repository, null);
            }
            List<HubFile> files = new ArrayList<>();
            answer.path("siblings").forEach(sibling -> file(sibling).ifPresent(files::add));
            return new HubListing(commit, files);
        } catch (IOException failure) {
            throw notAHub(repository, failure);
        }
    }

    private static FetchException notAHub(HubRepository repository, @Nullable IOException cause) {
        return new FetchException(
                repository.endpoint() + " does not answer as a hub does. Check HF_ENDPOINT, and what stands between: a"
                        + " proxy may ask for a log-in.",
                cause);
    }

    /** What has no size or hash could not be checked, so it is as if it were not there. */
    private static Optional<HubFile> file(JsonNode sibling) {
        JsonNode large = sibling.path("lfs");
        JsonNode size = large.has("size") ? large.path("size") : sibling.path("size");
        String hash = large.has("sha256")
                ? large.path("sha256").asText()
                : large.has("oid")
                        ? large.path("oid").asText()
                        : sibling.path("blobId").asText();
        if (!size.canConvertToLong() || size.asLong() < 0) {
            return Optional.empty();
        }
        return FileHash.of(hash)
                .map(known -> new HubFile(sibling.path("rfilename").asText(), size.asLong(), known));
    }
}
