package io.github.modeleditor.api.store;

import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.spi.Providers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a store tells of itself, without a model. Thread-safe. */
public interface EditLedger {
    /**
     * Reads the ledger of a store as it is now, also while another process has it open.
     *
     * @param folder the store
     * @return its ledger; what is appended later is not in it
     * @throws StoreException if there is none, a newer version of this library wrote it, or it is damaged
     */
    static EditLedger read(Path folder) {
        return Providers.formats().readStore(folder);
    }

    /**
     * Which base model the store is of.
     *
     * @return a content hash of the base model
     */
    String baseFingerprint();

    /**
     * All versions.
     *
     * @return from the first, which is the unedited model, to the current one
     */
    List<StoredVersion> history();

    /**
     * The current version.
     *
     * @return the last of {@link #history()}
     */
    default StoredVersion latest() {
        List<StoredVersion> history = history();
        return history.get(history.size() - 1);
    }

    /**
     * All facts that were appended up to a version, with what had become of them by then.
     *
     * @param version the number of a version
     * @return in the order they were appended
     * @throws StoreException if there is no such version, or a file is damaged
     */
    List<StoredFact> facts(int version);

    /**
     * What is current in one version and not in another.
     *
     * @param from the number of a version
     * @param to the number of another
     * @return the facts in which they differ
     * @throws StoreException if there is no such version, or a file is damaged
     */
    StoreDiff diff(int from, int to);

    /**
     * The report of the training that made a version.
     *
     * @param version its number
     * @return the report; empty where nothing was trained for it
     * @throws StoreException if there is no such version, or a file is damaged
     */
    Optional<EvaluationReport> report(int version);

    /**
     * What was begun and not finished, and can be gone on with.
     *
     * @return empty where there is nothing of the kind
     */
    Optional<PendingEdit> pending();

    /**
     * The store for a browser: its timeline, who changed what and why, the score over versions, and every fact's present state.
     *
     * @return one HTML document that loads nothing else and runs no script, to be written as UTF-8
     * @throws StoreException if a file is damaged
     */
    String toHtml();

    /**
     * Reads every byte of ledger and files again.
     *
     * @return what was found
     */
    Verification verify();
}
