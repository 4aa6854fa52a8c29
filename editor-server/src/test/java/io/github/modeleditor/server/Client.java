package io.github.modeleditor.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.server.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A client of a server, who shows a token. */
final class Client {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String token;

    Client(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** One server-sent event. */
    record Event(String name, String data) {
        JsonNode json() throws IOException {
            return Json.read(data.getBytes(StandardCharsets.UTF_8));
        }
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return http.send(request(method, path, body), BodyHandlers.ofString());
    }

    JsonNode json(int status, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() != status) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
    }

    /** All events of a stream, which ends; each is told as it comes. */
    List<Event> events(String method, String path, String body, Consumer<Event> listener)
            throws IOException, InterruptedException {
        List<Event> events = new ArrayList<>();
        try (Stream<String> lines =
                http.send(request(method, path, body), BodyHandlers.ofLines()).body()) {
            String name = "";
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, line.substring(6)));
                    listener.accept(events.get(events.size() - 1));
                    name = "";
                }
            }
        }
        return events;
    }

    private HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
