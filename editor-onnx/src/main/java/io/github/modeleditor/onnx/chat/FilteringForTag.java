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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinjava's loop with {@code {% for x in all if condition %}}, which it lacks. */
final class FilteringForTag extends ForTag {
    private static final long serialVersionUID = 1L;

    /** The first {@code if} outside of quotes. */
    private static final Pattern CONDITION =
            Pattern.compile("^((?:[^'\"]|'[^']*'|\"[^\"]*\")*?)\\sif\\s(.*)$", Pattern.DOTALL);

    @Override
    public String renderForCollection(
            TagNode tag, JinjavaInterpreter interpreter, List<String> variables, Object collection) {
        Matcher matcher = CONDITION.matcher(tag.getHelpers());
        return super.renderForCollection(
                tag,
                interpreter,
                variables,
                matcher.matches() ? filtered(tag, interpreter, variables, matcher) : collection);
    }

    private static List<Object> filtered(
            TagNode tag, JinjavaInterpreter interpreter, List<String> variables, Matcher matcher) {
        if (variables.size() != 1) {
            throw new TemplateSyntaxException(
                    interpreter, tag.getMaster().getImage(), "a loop with a condition takes one variable");
        }
        String head = matcher.group(1);
        String expression = head.substring(head.indexOf(" in ") + " in ".length());
        ForLoop all = ObjectIterator.getLoop(interpreter.resolveELExpression(expression, tag.getLineNumber()));
        List<Object> kept = new ArrayList<>();
        while (all.hasNext()) {
            Object element = interpreter.wrap(all.next());
            interpreter.enterScope();
            try {
                interpreter.getContext().put(variables.get(0), element);
                if (ObjectTruthValue.evaluate(interpreter.resolveELExpression(matcher.group(2), tag.getLineNumber()))) {
                    kept.add(element);
                }
            } finally {
                interpreter.leaveScope();
            }
        }
        return kept;
    }
}
