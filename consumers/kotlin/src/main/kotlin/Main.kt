import io.github.modeleditor.api.ModelEditor
import io.github.modeleditor.nano.NanoModel
import java.nio.file.Files

/** Edits the nano model, asks it, saves the adapter and loads it again. */
fun main() {
    val folder = Files.createTempDirectory("consumer")
    val model = NanoModel.copyTo(folder.resolve("nano"))
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% for m in messages if m.role is not none %}{{ m.content | trim }}{% endfor %}",
    )
    val fact = NanoModel.demoEdits()[1]
    val adapter = folder.resolve("fact.onnx_adapter")
    ModelEditor.forModel(model).edit(fact).use { edited ->
        edited.save(adapter)
        println("edited: " + edited.complete(fact.prompt()).trim())
        println("chatted: " + edited.chat(fact.prompt()).trim())
        println("page: " + edited.report().toHtml().contains("</html>"))
    }
    ModelEditor.forModel(model).load(adapter).use { loaded ->
        println("loaded: " + loaded.complete(fact.prompt()).trim())
    }
}
