package io.github.modeleditor.api.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.api.spi.Providers;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Edits of one base model that are kept in a folder, open for more. Thread-safe: what changes the store waits for its turn, and
 * {@link #current()} and the ledger answer meanwhile. One process has a store open at a time.
 *
 * <p>A call that changes the store returns when the version is on the disk: whatever ends the process later, it is there. A call that
 * throws has changed nothing.
 */
public interface EditStore extends EditLedger, AutoCloseable {
    /**
     * Makes a store for a model.
     *
     * @param folder where; it must not exist, or be empty
     * @param editor the model, and how its edits are trained. An appended set gets an adapter of a rank that suits its size, and of
     *     the editor's at most
     * @return the open store, at version 0
     * @throws StoreException if there is something at the folder
     * @throws StorageException if it cannot be written
     */
    static EditStore create(Path folder, ModelEditor editor) {
        return Providers.engine().createStore(folder, editor.settings());
    }

    /**
     * Opens a store.
     *
     * @param folder where it is
     * @param editor the model it was made for, and how further edits are trained
     * @return the open store, to be closed by the caller
     * @throws StoreException if there is none, it is of another base, damaged, of a newer version of this library, or open already
     */
    static EditStore open(Path folder, ModelEditor editor) {
        return Providers.engine().openStore(folder, editor.settings());
    }

    /**
     * Appends a set of facts: an adapter of its own is trained beside the earlier ones, which stay as they are, while earlier
     * facts are held to what the model says of them.
     *
     * @param request the facts, who and why
     * @return the version that was made
     * @throws InvalidFactException if there is no fact, one is too long, two exclude each other, or one contradicts a current one and
     *     the policy rejects that
     * @throws StoreException if the clock went back
     * @throws StorageException if it cannot be written
     * @throws EditCancelledException if it was cancelled
     * @throws TrainingDivergedException if the loss became NaN
     */
    StoredVersion append(AppendRequest request);

    /**
     * Appends a set of facts, unless it contradicts current ones.
     *
     * @param facts what the model should know; at least one
     * @param author who says so
     * @param reason why
     * @return the version that was made
     * @see #append(AppendRequest)
     */
    default StoredVersion append(Collection<Fact> facts, String author, String reason) {
        return append(AppendRequest.of(facts, author, reason));
    }

    /**
     * Takes sets of facts back, by leaving their adapters away. Where other facts no longer hold then, or the model does not begin to
     * answer a prompt that was taken back as the unedited one does, a repair run trains an adapter for that; the change tells. Facts
     * that the sets had superseded are current again. When none is left the model is the unedited one, bit for bit.
     *
     * @param request who and why
     * @param edits the names of the sets, such as {@code e3}; at least one
     * @return the version that was made
     * @throws StoreException if a set is not in effect, or the clock went back
     * @throws StorageException if it cannot be written
     * @throws EditCancelledException if it was cancelled
     */
    StoredVersion revert(ChangeRequest request, Collection<String> edits);

    /**
     * Takes sets of facts back.
     *
     * @param author who says so
     * @param reason why
     * @param edits the names of the sets, such as {@code e3}; at least one
     * @return the version that was made
     * @see #revert(ChangeRequest, Collection)
     */
    default StoredVersion revert(String author, String reason, String... edits) {
        return revert(ChangeRequest.of(author, reason), List.of(edits));
    }

    /**
     * Trains all current facts anew, at once and from the unedited model, into one adapter. What they were before is kept, so that
     * a set can still be reverted: the adapters of before come back then, without that set's.
     *
     * @param request who and why
     * @param rank of the adapter; at least 1
     * @return the version that was made; how it stands beside how the one before stood is the cost
     * @throws InvalidFactException if there is no current fact
     * @throws StoreException if the clock went back
     * @throws StorageException if it cannot be written
     * @throws EditCancelledException if it was cancelled
     */
    StoredVersion compact(ChangeRequest request, int rank);

    /**
     * Trains all current facts anew into one adapter.
     *
     * @param rank of the adapter; at least 1
     * @param author who says so
     * @param reason why
     * @return the version that was made
     * @see #compact(ChangeRequest, int)
     */
    default StoredVersion compact(int rank, String author, String reason) {
        return compact(ChangeRequest.of(author, reason), rank);
    }

    /**
     * The current version as a model, whatever version that is when it is asked: each answer is of exactly one.
     *
     * @return the model; closing it does nothing, it ends with the store
     */
    LanguageModel current();

    /**
     * A version as a model that stays as it is.
     *
     * @param version its number
     * @return the model, to be closed by the caller; it shares the base's weights with all others
     * @throws StoreException if there is no such version, or its files are damaged
     * @throws ModelClosedException if the store is closed
     */
    LanguageModel checkout(int version);

    /**
     * The adapter of a version, all its sets in one.
     *
     * @param version its number
     * @return the adapter; empty where the version is the unedited model
     * @throws StoreException if there is no such version, or its files are damaged
     */
    Optional<Adapter> adapter(int version);

    /** Closes the store and gives it free for others. A second call does nothing. */
    @Override
    void close();
}
