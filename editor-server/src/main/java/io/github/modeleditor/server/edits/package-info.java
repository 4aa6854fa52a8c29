/**
 * Edits over HTTP: a queue of changes of the store, one at a time, that outlives the process, and what is told of them.
 *
 * <p>An {@link io.github.modeleditor.server.edits.EditJob} is a change that somebody asked for. {@link
 * io.github.modeleditor.server.edits.JobFolder} keeps it in the store's folder, {@link io.github.modeleditor.server.edits.EditQueue} does
 * it when its turn comes, {@code JobEvents} is what watchers hear of it, and {@link io.github.modeleditor.server.edits.EditCalls} answers
 * clients. {@code Views} are the answers' fields.
 */
@NullMarked
package io.github.modeleditor.server.edits;

import org.jspecify.annotations.NullMarked;
