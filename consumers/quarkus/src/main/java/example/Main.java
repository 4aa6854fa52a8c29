package example;

import dev.langchain4j.model.chat.ChatModel;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.nano.NanoModel;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The same from within Quarkus in its JVM mode, then with beans. */
@QuarkusMain
public class Main implements QuarkusApplication {
    @Inject
    Corrections corrections;

    @Inject
    LanguageModel served;

    @Inject
    ChatModel chat;

    @Override
    public int run(String... arguments) throws IOException {
        Path folder = Files.createTempDirectory("consumer");
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% for m in messages if m.role is not none %}{{ m.content | trim }}{% endfor %}");
        Fact fact = NanoModel.demoEdits().get(1);
        Path adapter = folder.resolve("fact.onnx_adapter");
        try (EditedModel edited = ModelEditor.forModel(model).edit(fact)) {
            edited.save(adapter);
            System.out.println("edited: " + edited.complete(fact.prompt()).strip());
            System.out.println("chatted: " + edited.chat(fact.prompt()).strip());
            System.out.println("page: " + edited.report().toHtml().contains("</html>"));
        }
        try (LanguageModel loaded = ModelEditor.forModel(model).load(adapter)) {
            System.out.println("loaded: " + loaded.complete(fact.prompt()).strip());
        }
        corrections.correct(fact, "ada", "ticket 17");
        System.out.println("corrected: " + served.chat(fact.prompt()).strip());
        System.out.println("langchain4j: " + chat.chat(fact.prompt()).strip());
        return 0;
    }
}
