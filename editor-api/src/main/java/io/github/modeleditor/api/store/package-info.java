/**
 * Edits that have a life: they are kept, told apart, taken back, and asked for.
 *
 * <p>An {@link io.github.modeleditor.api.store.EditStore} is a folder. Every set of facts that is appended gets an adapter of its own
 * beside the earlier ones, which stay as they are, so a set that is reverted goes with its adapter. What was done, by whom and why
 * stands in a ledger that only grows: its {@linkplain io.github.modeleditor.api.store.StoredVersion versions} are numbered from 0, the
 * unedited model. {@link io.github.modeleditor.api.store.EditLedger} reads it, also without a model.
 *
 * <pre>{@code
 * ModelEditor editor = ModelEditor.forModel(Path.of("smollm2"));
 * Path folder = Path.of("corrections");
 * Fact fact = Fact.of("The capital of Australia is", "Canberra");
 * try (EditStore store = EditStore.create(folder, editor)) {
 *     StoredVersion version = store.append(List.of(fact), "ada", "ticket 17");
 *     store.current().complete(fact.prompt()); // " Canberra"
 *     store.revert("ada", "it was right before", "e1");
 *     store.current().complete(fact.prompt()); // what the unedited model says
 * }
 * }</pre>
 */
@NullMarked
package io.github.modeleditor.api.store;

import org.jspecify.annotations.NullMarked;
