package io.github.modeleditor.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events, each on its way when the call returns. Used by one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class EventStream {
    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /**
     * An event without a name.
     *
     * @param data one line
     * @throws IOException if the client went away
     */
    public void send(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    /**
     * An event.
     *
     * @param id what a client that comes again names as the last it heard
     * @param name what kind it is
     * @param data one line
     * @throws IOException if the client went away
     */
    public void send(long id, String name, String data) throws IOException {
        write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
    }

    /**
     * Shows that the connection lives.
     *
     * @throws IOException if the client went away
     */
    public void beat() throws IOException {
        write(": still here\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
