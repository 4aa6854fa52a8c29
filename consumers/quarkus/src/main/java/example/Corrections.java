package example;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.StoredVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.inject.Inject;
import java.util.List;

/** Puts the model right, until the application ends. */
@ApplicationScoped
public class Corrections {
    private final Cancellation ending = new Cancellation();

    @Inject
    EditStore store;

    StoredVersion correct(Fact fact, String author, String reason) {
        return store.append(AppendRequest.of(List.of(fact), author, reason).cancelledBy(ending));
    }

    void end(@Observes Shutdown event) {
        ending.cancel();
    }
}
