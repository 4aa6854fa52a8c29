package example;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Edits the nano model, asks it, saves the adapter and loads it again. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
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
    }
}
