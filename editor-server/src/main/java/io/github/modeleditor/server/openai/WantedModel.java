package io.github.modeleditor.server.openai;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.server.http.HttpFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the store under the name that a client calls it by: the model's own for the current one, {@code NAME@3} for a version that
 * stays as it is, {@code NAME@0} for the unedited model.
 *
 * @param name what it is called
 * @param model what answers, to be closed by the caller
 */
record WantedModel(String name, LanguageModel model) implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("@(\\d{1,9})$");

    static WantedModel of(Optional<String> asked, String name, EditStore store) {
        String wanted = asked.orElse(name);
        if (wanted.equals(name)) {
            return new WantedModel(name, store.current());
        }
        Matcher version = VERSION.matcher(wanted);
        if (!version.find() || !wanted.substring(0, version.start()).equals(name)) {
            throw missing(wanted, name);
        }
        try {
            return new WantedModel(wanted, store.checkout(Integer.parseInt(version.group(1))));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.UNKNOWN || e.kind() == StoreException.Kind.MISSING) {
                throw missing(wanted, name);
            }
            throw e;
        }
    }

    private static HttpFailure missing(String wanted, String name) {
        return new HttpFailure(
                404,
                "model_not_found",
                "There is no model " + wanted + ". Ask for " + name + ", or " + name
                        + "@VERSION for a version of the store.");
    }

    @Override
    public void close() {
        model.close();
    }
}
