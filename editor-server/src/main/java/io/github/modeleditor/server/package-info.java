/**
 * A store of edits over HTTP.
 *
 * <p>{@link io.github.modeleditor.server.EditServer} serves an {@link io.github.modeleditor.api.store.EditStore} as {@link
 * io.github.modeleditor.server.ServerConfig} says: the part of OpenAI's interface that clients speak, under {@code /v1}; edits to add,
 * watch and take back, under {@code /edits}; {@code /health}, {@code /metrics}, and a page for people. Below it, {@code http} has routes and
 * answers, {@code openai} the model, {@code edits} the queue.
 */
@NullMarked
package io.github.modeleditor.server;

import org.jspecify.annotations.NullMarked;
