package io.github.modeleditor.server;

import static io.github.modeleditor.server.TestStores.FACT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.server.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server over loopback, as clients see it. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class EditServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    static Path folder;

    private static EditStore store;
    private static EditServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        store = TestStores.create(folder);
        server = EditServer.start(
                store, folder.resolve("store"), ServerConfig.of("nano").at(ANY));
        client = new Client(server.uri(), server.token());
    }

    @AfterAll
    static void stop() {
        server.close();
        store.close();
    }

    private static String completion(String model, boolean streams) {
        return Json.write(Map.of(
                "model",
                model,
                "prompt",
                FACT.prompt(),
                "max_tokens",
                5,
                "stop",
                "\n",
                "stream",
                streams,
                "stream_options",
                Map.of("include_usage", true)));
    }

    @Test
    void completionIsWhatTheModelSays() throws Exception {
        JsonNode answer = client.json(200, "POST", "v1/completions", completion("nano@0", false));
        try (var unedited = store.checkout(0)) {
            assertThat(answer.at("/choices/0/text").asText()).isEqualTo(unedited.complete(FACT.prompt(), 5));
        }
        assertThat(answer.path("object").asText()).isEqualTo("text_completion");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isIn("stop", "length");
        JsonNode usage = answer.path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isPositive();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt()
                        + usage.path("completion_tokens").asInt());
    }

    @Test
    void streamedPiecesAreTheAnswer() throws Exception {
        String whole = client.json(200, "POST", "v1/completions", completion("nano@0", false))
                .at("/choices/0/text")
                .asText();
        List<Client.Event> events = client.events("POST", "v1/completions", completion("nano@0", true), event -> {});
        assertThat(events.get(events.size() - 1).data()).isEqualTo("[DONE]");
        assertThat(events.get(events.size() - 2)
                        .json()
                        .at("/usage/total_tokens")
                        .asInt())
                .isPositive();
        StringBuilder text = new StringBuilder();
        for (Client.Event event : events.subList(0, events.size() - 1)) {
            text.append(event.json().at("/choices/0/text").asText());
        }
        assertThat(text).hasToString(whole);
    }

    @Test
    void chatGoesThroughTheTemplate() throws Exception {
        Map<String, Object> request = Map.of(
                "model",
                "nano@0",
                "max_tokens",
                5,
                "stop",
                List.of("\n"),
                "messages",
                List.of(
                        Map.of("role", "system", "content", "The sport"),
                        Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", FACT.prompt())))));
        JsonNode answer = client.json(200, "POST", "v1/chat/completions", Json.write(request));
        try (var unedited = store.checkout(0)) {
            assertThat(answer.at("/choices/0/message/content").asText())
                    .isEqualTo(unedited.complete("The sport" + FACT.prompt(), 5));
        }
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
    }

    @Test
    void editIsAddedWatchedShownAndTakenBack() throws Exception {
        String before = said("nano");
        Map<String, Object> request = Map.of(
                "facts",
                List.of(Map.of(
                        "prompt", FACT.prompt(),
                        "target", FACT.target(),
                        "held_out_paraphrases", FACT.probes().heldOutParaphrases())),
                "author",
                "ada",
                "reason",
                "ticket 17");
        JsonNode job = client.json(202, "POST", "edits", Json.write(request));
        String id = job.path("id").asText();
        assertThat(job.path("state").asText()).isEqualTo("queued");

        List<Client.Event> events = client.events("GET", "edits/" + id + "/events", "", event -> {});
        assertThat(events).extracting(Client.Event::name).contains("state", "progress", "step");
        JsonNode end = events.get(events.size() - 1).json();
        assertThat(end.path("state").asText()).isEqualTo("done");
        assertThat(said("nano").strip()).startsWith(FACT.target());
        assertThat(said("nano@0")).isEqualTo(before);
        assertThat(client.json(200, "GET", "v1/models", "").findValuesAsText("id"))
                .contains("nano", "nano@" + end.path("version").asInt());

        String edit = end.path("edit").asText();
        JsonNode shown = client.json(200, "GET", "edits/" + edit, "");
        assertThat(shown.path("state").asText()).isEqualTo("in_effect");
        assertThat(shown.path("author").asText()).isEqualTo("ada");
        assertThat(shown.at("/facts/0/target").asText()).isEqualTo(FACT.target());
        assertThat(shown.at("/outcome/prompts/0/said").asBoolean()).isTrue();
        assertThat(shown.at("/outcome/prompts/1/kind").asText()).isEqualTo("paraphrase");
        assertThat(client.send("GET", "edits/" + edit + "/report", "").body()).startsWith("<!DOCTYPE html>");

        JsonNode reverting = client.json(202, "DELETE", "edits/" + edit, "{\"author\": \"bob\", \"reason\": \"no\"}");
        client.events("GET", "edits/" + reverting.path("id").asText() + "/events", "", event -> {});
        assertThat(said("nano")).isEqualTo(before);
        JsonNode listed = client.json(200, "GET", "edits", "").at("/edits/0");
        assertThat(listed.path("state").asText()).isEqualTo("reverted");
        assertThat(listed.at("/reverted/author").asText()).isEqualTo("bob");
        assertThat(refusal(409, "POST", "edits/" + edit + "/revert", "")).contains("not in effect");
        assertThat(client.send("GET", "metrics", "").body())
                .contains("modeleditor_edits_total{kind=\"append\",state=\"done\"} 1.0")
                .contains("modeleditor_http_requests_seconds_count{route=\"POST /edits\",status=\"202\"}");
    }

    private static String said(String model) throws IOException, InterruptedException {
        return client.json(200, "POST", "v1/completions", completion(model, false))
                .at("/choices/0/text")
                .asText();
    }

    @Test
    void whatCannotBeAnsweredIsExplained() throws Exception {
        assertThat(refusal(400, "POST", "v1/completions", "{")).contains("no JSON");
        assertThat(refusal(400, "POST", "v1/completions", "[]")).contains("no JSON object");
        assertThat(refusal(400, "POST", "v1/completions", "{\"prompt\": \"a\", \"n\": 2}"))
                .contains("parameter n");
        assertThat(refusal(400, "POST", "v1/completions", "{\"prompt\": [\"a\", \"b\"]}"))
                .contains("one text");
        assertThat(refusal(400, "POST", "v1/completions", "{\"prompt\": \" \"}"))
                .contains("blank");
        assertThat(refusal(400, "POST", "v1/completions", "{\"prompt\": \"a\", \"temperature\": -1}"))
                .contains("Temperature");
        assertThat(refusal(404, "POST", "v1/completions", completion("gpt", false)))
                .contains("no model gpt");
        assertThat(refusal(404, "POST", "v1/completions", completion("nano@999", false)))
                .contains("nano@VERSION");
        assertThat(refusal(400, "POST", "v1/chat/completions", "{\"messages\": [{\"role\": \"tool\"}]}"))
                .contains("role of a message");
        assertThat(refusal(400, "POST", "edits", "{\"facts\": [{\"prompt\": \"a\"}]}"))
                .contains("The list of facts, record 1", "lacks the field \"target\"");
        assertThat(refusal(400, "POST", "edits", "{}")).contains("list of 1 to");
        assertThat(refusal(404, "GET", "edits/e99", "")).contains("no edit e99");
        assertThat(refusal(404, "GET", "nothing", "")).contains("nothing at /nothing");
        assertThat(refusal(413, "POST", "edits", "\"" + "a".repeat(1 << 20) + "\""))
                .contains("1048576 bytes");
        HttpResponse<String> wrongMethod = client.send("PUT", "edits", "");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST, GET");
    }

    private static String refusal(int status, String method, String path, String body)
            throws IOException, InterruptedException {
        return client.json(status, method, path, body).at("/error/message").asText();
    }

    @Test
    void onlyThePageAndItsHealthAreForEverybody() throws Exception {
        for (String token : List.of("", server.token() + "x", server.token().substring(1))) {
            Client stranger = new Client(server.uri(), token);
            for (String path : List.of("v1/models", "edits", "metrics", "page/model")) {
                assertThat(stranger.send("GET", path, "").statusCode()).as(path).isEqualTo(401);
            }
            assertThat(stranger.send("GET", "health", "").body()).contains("\"ok\"");
            HttpResponse<String> page = stranger.send("GET", "", "");
            assertThat(page.body()).contains("page.js").doesNotContain(server.token());
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        }
        assertThat(client.json(200, "GET", "page/model", "").path("chat").asBoolean())
                .isTrue();
    }

    @Test
    void callsAreCounted() throws Exception {
        ServerConfig config = ServerConfig.of("nano")
                .at(ANY)
                .withToken("a token of tests".replace(' ', '-'))
                .withLimits(new ServerConfig.Limits(1024, 2, 1, 1, 1));
        try (EditServer strict = EditServer.start(store, folder.resolve("strict"), config)) {
            Client hurried = new Client(strict.uri(), strict.token());
            assertThat(hurried.send("GET", "edits", "").statusCode()).isEqualTo(200);
            JsonNode short_ = hurried.json(200, "POST", "v1/completions", completion("nano@0", false));
            assertThat(short_.at("/usage/completion_tokens").asInt()).isEqualTo(1);
            HttpResponse<String> third = hurried.send("GET", "edits", "");
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValueAsLong("Retry-After")).isPresent();
        }
    }
}
