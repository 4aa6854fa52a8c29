/**
 * What the server has beside the JDK's: routes, who may call them and how often, JSON in and out, and streams of events.
 *
 * <p>A {@link io.github.modeleditor.server.http.Router} finds the {@link io.github.modeleditor.server.http.Handler} of a {@link
 * io.github.modeleditor.server.http.Call}, and turns what it throws into an answer. Nothing here knows models or edits.
 */
@NullMarked
package io.github.modeleditor.server.http;

import org.jspecify.annotations.NullMarked;
