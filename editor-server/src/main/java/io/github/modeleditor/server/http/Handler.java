package io.github.modeleditor.server.http;

import java.io.IOException;

/** Answers calls of one route; used by several threads. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a call.
     *
     * @param call what came in, and how to answer
     * @throws IOException if the client went away
     * @throws HttpFailure if the call cannot be answered
     */
    void handle(Call call) throws IOException;
}
