package io.github.modeleditor.onnx.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;

/** {@code {% generation %}}, which marks what a model said for training, and changes no text. */
final class GenerationTag implements Tag {
    private static final long serialVersionUID = 1L;

    @Override
    public String getName() {
        return "generation";
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
        StringBuilder text = new StringBuilder();
        for (Node child : tag.getChildren()) {
            text.append(child.render(interpreter).getValue());
        }
        return text.toString();
    }
}
