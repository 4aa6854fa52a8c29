package io.github.modeleditor.onnx.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateSyntaxException;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.ForLoop;
import com.hubspot.jinjava.util.ObjectIterator;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.util.ArrayList;
import java.util.List;

/** Jinjava's loop with {@code {% for x in all if condition %}}, which it lacks. */
final class FilteringForTag extends ForTag {
    private static final long serialVersionUID = 1L;

    private static final String IN = " in ";
    private static final String IF = " if ";

    @Override
    public String renderForCollection(
            TagNode tag, JinjavaInterpreter interpreter, List<String> variables, Object collection) {
        String loop = tag.getHelpers();
        int condition = condition(loop);
        return super.renderForCollection(
                tag,
                interpreter,
                variables,
                condition < 0 ? collection : filtered(tag, interpreter, variables, loop, condition));
    }

    /** Where the first {@code if} outside of quotes is; below 0 where there is none. */
    private static int condition(String loop) {
        char quote = 0;
        for (int i = 0; i < loop.length(); i++) {
            char character = loop.charAt(i);
            if (quote != 0) {
                quote = character == quote ? 0 : quote;
            } else if (character == '\'' || character == '"') {
                quote = character;
            } else if (loop.startsWith(IF, i)) {
                return i;
            }
        }
        return -1;
    }

    private static List<Object> filtered(
            TagNode tag, JinjavaInterpreter interpreter, List<String> variables, String loop, int condition) {
        if (variables.size() != 1) {
            throw new TemplateSyntaxException(
                    interpreter, tag.getMaster().getImage(), "a loop with a condition takes one variable");
        }
        String source = loop.substring(loop.indexOf(IN) + IN.length(), condition);
        String test = loop.substring(condition + IF.length());
        ForLoop all = ObjectIterator.getLoop(interpreter.resolveELExpression(source, tag.getLineNumber()));
        List<Object> kept = new ArrayList<>();
        while (all.hasNext()) {
            Object element = interpreter.wrap(all.next());
            interpreter.enterScope();
            try {
                interpreter.getContext().put(variables.get(0), element);
                if (ObjectTruthValue.evaluate(interpreter.resolveELExpression(test, tag.getLineNumber()))) {
                    kept.add(element);
                }
            } finally {
                interpreter.leaveScope();
            }
        }
        return kept;
    }
}
