package io.github.modeleditor.boot;

import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The actuator endpoint {@code modeleditor}: which version answers, which there are, and another one in its place. */
@Endpoint(id = "modeleditor")
public final class EditorEndpoint {
    private final EditStore store;
    private final ServedModel served;

    /**
     * An endpoint.
     *
     * @param store whose versions are told
     * @param served what answers
     */
    EditorEndpoint(EditStore store, ServedModel served) {
        this.store = store;
        this.served = served;
    }

    /**
     * What is told.
     *
     * @param version that answers
     * @param follows whether it is the current one, whatever that is
     * @param versions all of them, from the unedited model on
     */
    public record Served(int version, boolean follows, List<Version> versions) {}

    /**
     * A version in short.
     *
     * @param number from 0, the unedited model
     * @param time when it was made, in ISO 8601
     * @param author who made it
     * @param reason why
     * @param facts how many are current
     * @param said for how many of them the model says the target
     * @param rest what became of everything else, in words; null where that was not measured
     */
    public record Version(
            int number, String time, String author, String reason, int facts, int said, @Nullable String rest) {
        static Version of(StoredVersion version) {
            return new Version(
                    version.number(),
                    version.time().toString(),
                    version.author(),
                    version.reason(),
                    version.standing().facts(),
                    version.standing().said(),
                    version.standing().rest().map(Standing.Rest::toText).orElse(null));
        }
    }

    /**
     * Tells which version answers.
     *
     * @return that, and all there are
     */
    @ReadOperation
    public Served served() {
        return new Served(
                served.version(),
                served.fixedVersion().isEmpty(),
                store.history().stream().map(Version::of).toList());
    }

    /**
     * Lets one version answer.
     *
     * @param version its number
     * @return what is told then
     */
    @WriteOperation
    public Served serve(int version) {
        served.serve(version);
        return served();
    }

    /**
     * Lets the current version answer, whatever that is.
     *
     * @return what is told then
     */
    @DeleteOperation
    public Served serveCurrent() {
        served.serveCurrent();
        return served();
    }
}
