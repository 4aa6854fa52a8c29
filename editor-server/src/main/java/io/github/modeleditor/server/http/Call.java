package io.github.modeleditor.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its answer. Used by one thread. */
public final class Call {
    private final HttpExchange exchange;
    private final int largestBody;
    private List<String> variables = List.of();
    private int status;

    Call(HttpExchange exchange, int largestBody) {
        this.exchange = exchange;
        this.largestBody = largestBody;
    }

    void match(List<String> found) {
        variables = found;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** What was answered; 0 before. */
    int status() {
        return status;
    }

    /**
     * What stands in the path in place of a star.
     *
     * @param index from 0
     * @return the segment
     */
    public String variable(int index) {
        return variables.get(index);
    }

    /**
     * A header of the request.
     *
     * @param name its name
     * @return its first value
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /**
     * The body, a JSON object.
     *
     * @return the object; an empty one where there is no body
     * @throws HttpFailure if it is none, or too large
     * @throws IOException if the client went away
     */
    public JsonNode body() throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(largestBody + 1);
        if (bytes.length > largestBody) {
            throw new HttpFailure(
                    413, "body_too_large", "The body has more than " + largestBody + " bytes. Send less at a time.");
        }
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode body = Json.read(bytes);
            if (!body.isObject()) {
                throw HttpFailure.badRequest("The body is no JSON object. Send one.");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw HttpFailure.badRequest("The body is no JSON (" + e.getOriginalMessage() + "). Send an object.");
        }
    }

    /**
     * Answers with JSON.
     *
     * @param answered the status of HTTP
     * @param value what {@link Json#write} takes
     * @throws IOException if the client went away
     */
    public void reply(int answered, Object value) throws IOException {
        reply(answered, "application/json", Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers.
     *
     * @param answered the status of HTTP
     * @param type the media type
     * @param bytes all of it
     * @throws IOException if the client went away
     */
    public void reply(int answered, String type, byte[] bytes) throws IOException {
        begin(answered, type, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /**
     * Sets a header of the answer, which comes later.
     *
     * @param name its name
     * @param value its value
     */
    public void setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /**
     * Answers with events.
     *
     * @return where they go
     * @throws IOException if the client went away
     */
    public EventStream events() throws IOException {
        begin(200, "text/event-stream", 0);
        return new EventStream(exchange.getResponseBody());
    }

    private void begin(int answered, String type, long length) throws IOException {
        setHeader("Content-Type", type);
        exchange.getResponseHeaders().putIfAbsent("Cache-Control", List.of("no-store"));
        setHeader("X-Content-Type-Options", "nosniff");
        status = answered;
        exchange.sendResponseHeaders(answered, length);
    }

    /** Says why there is no other answer, as far as it can still be said. */
    void fail(HttpFailure failure) throws IOException {
        Map<String, Object> error = Map.of(
                "error",
                Map.of(
                        "message",
                        failure.getMessage(),
                        "type",
                        failure.status() < 500 ? "invalid_request_error" : "server_error",
                        "code",
                        failure.code()));
        if (status == 0) {
            reply(failure.status(), error);
        } else {
            new EventStream(exchange.getResponseBody()).send(Json.write(error));
        }
    }
}
