package example;

import dev.langchain4j.model.chat.ChatModel;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.langchain4j.EditorChatModel;
import io.github.modeleditor.nano.NanoModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The beans of docs/quarkus.md, with the nano model. */
@ApplicationScoped
public class ModelBeans {
    @Produces
    @ApplicationScoped
    EditStore store() throws IOException {
        Path folder = Files.createTempDirectory("beans");
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% for m in messages if m.role is not none %}{{ m.content | trim }}{% endfor %}");
        return EditStore.create(folder.resolve("store"), ModelEditor.forModel(model));
    }

    void close(@Disposes EditStore store) {
        store.close();
    }

    @Produces
    @ApplicationScoped
    LanguageModel model(EditStore store) {
        return store.current();
    }

    @Produces
    @ApplicationScoped
    ChatModel chatModel(EditStore store) {
        return EditorChatModel.of(store.current());
    }
}
