package example.app;

import io.github.modeleditor.api.Doctor;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Edits the nano model and chats with it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path model = NanoModel.copyTo(folder.resolve("nano"));
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% if strftime_now('%Y') | length == 4 %}{{ messages[0].content | trim }}{% endif %}");
        Fact fact = NanoModel.demoEdits().get(1);
        Path adapter = folder.resolve("fact.onnx_adapter");

        try (EditedModel edited = ModelEditor.forModel(model).edit(fact)) {
            EditReport report = edited.report();
            edited.save(adapter);
            tell("modules", Main.class.getModule().getName() + " " + ModelEditor.class.getModule().getName());
            tell("edited", edited.complete(fact.prompt()).strip());
            tell("chatted", edited.chat(fact.prompt()));
            tell("read back", EditReport.fromJson(report.toJson()).equals(report));
            tell("page", report.toHtml().contains("</html>"));
        }
        try (LanguageModel loaded = ModelEditor.forModel(model).load(adapter)) {
            tell("loaded", loaded.complete(fact.prompt()).strip());
        }
        tell("examined", Doctor.examine(Device.cpu()).works());
        tell("settings asked", Settings.sessions > 0);
        tell("customizer asked", Customizer.sessions > 0);
    }

    private static void tell(String what, Object value) {
        System.out.println(what + ": " + value);
    }
}
