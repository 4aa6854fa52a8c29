package example;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The same from within Spring Boot's jar of jars, and what the starter makes of properties, asked over HTTP as an operator does. */
@SpringBootApplication
public class Main {
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("consumer");
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% for m in messages if m.role is not none %}{{ m.content | trim }}{% endfor %}");
        SpringApplication application = new SpringApplication(Main.class);
        application.setDefaultProperties(Map.of(
                "modeleditor.model", model.toString(),
                "modeleditor.store.folder", folder.resolve("store").toString(),
                "server.address", "127.0.0.1",
                "server.port", "0",
                "management.endpoint.health.show-details", "always",
                "management.endpoints.web.exposure.include", "health,metrics,modeleditor"));
        Fact fact = NanoModel.demoEdits().get(1);
        try (ConfigurableApplicationContext running = application.run(arguments)) {
            edited(running.getBean(ModelEditor.class), fact, folder.resolve("fact.onnx_adapter"));
            starter(running, fact);
        }
        System.out.println("ended");
    }

    private static void edited(ModelEditor editor, Fact fact, Path adapter) {
        try (EditedModel edited = editor.edit(fact)) {
            edited.save(adapter);
            System.out.println("edited: " + edited.complete(fact.prompt()).strip());
            System.out.println("chatted: " + edited.chat(fact.prompt()).strip());
            System.out.println("page: " + edited.report().toHtml().contains("</html>"));
        }
        try (LanguageModel loaded = editor.load(adapter)) {
            System.out.println("loaded: " + loaded.complete(fact.prompt()).strip());
        }
    }

    private static void starter(ConfigurableApplicationContext running, Fact fact) throws Exception {
        LanguageModel model = running.getBean(LanguageModel.class);
        String before = model.chat(fact.prompt());
        running.getBean(EditStore.class).append(List.of(fact), "ada", "ticket 17");
        System.out.println("corrected: " + model.chat(fact.prompt()));
        System.out.println("spring ai: "
                + ChatClient.create(running.getBean(org.springframework.ai.chat.model.ChatModel.class))
                        .prompt(fact.prompt())
                        .call()
                        .content()
                        .strip());
        System.out.println("langchain4j: "
                + running.getBean(dev.langchain4j.model.chat.ChatModel.class)
                        .chat(fact.prompt())
                        .strip());
        String actuator = "http://127.0.0.1:" + running.getEnvironment().getProperty("local.server.port") + "/actuator/";
        String health = asked("GET", actuator + "health", "");
        System.out.println("health: " + (health.contains("\"modelEditor\":{") && health.contains("\"factsSaid\":1")));
        String edits = asked("GET", actuator + "metrics/modeleditor.edits", "");
        System.out.println("metrics: " + edits.contains("\"statistic\":\"COUNT\",\"value\":1"));
        asked("POST", actuator + "modeleditor", "{\"version\": 0}");
        System.out.println("taken back: " + model.chat(fact.prompt()).equals(before));
        asked("DELETE", actuator + "modeleditor", "");
        System.out.println("followed: " + model.chat(fact.prompt()));
    }

    private static String asked(String method, String uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        System.out.println(method + " " + uri + "\n" + answer);
        return answer;
    }
}
