package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, as they are written.
 *
 * @param positional those without names
 * @param named those with names
 * @param spread a list of more, or null
 * @param spreadNamed a dictionary of more with names, or null
 */
record Calls(
        List<Expression> positional,
        Map<String, Expression> named,
        @Nullable Expression spread,
        @Nullable Expression spreadNamed) {

    static final Calls NONE = new Calls(List.of(), Map.of(), null, null);

    static Calls of(Expression argument) {
        return new Calls(List.of(argument), Map.of(), null, null);
    }

    static Calls parse(TokenStream tokens, ExpressionParser parser) {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression spread = null;
        Expression spreadNamed = null;
        tokens.expectOperator("(");
        while (!tokens.atOperator(")")) {
            boolean ordered = spread == null && spreadNamed == null;
            if (tokens.skipOperator("*") && ordered) {
                spread = parser.expression();
            } else if (tokens.skipOperator("**") && spreadNamed == null) {
                spreadNamed = parser.expression();
            } else if (tokens.at(Kind.NAME) && tokens.ahead().is(Kind.OPERATOR, "=") && spreadNamed == null) {
                String name = tokens.next().text();
                tokens.next();
                if (named.put(name, parser.expression()) != null) {
                    throw new JinjaException("the argument " + name + " is given twice");
                }
            } else if (ordered && named.isEmpty()) {
                positional.add(parser.expression());
            } else {
                throw new JinjaException("arguments in the wrong order");
            }
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator(")");
        return new Calls(List.copyOf(positional), named, spread, spreadNamed);
    }

    Arguments evaluate(Scope scope) {
        if (positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null) {
            return Arguments.NONE;
        }
        List<Object> values = new ArrayList<>();
        positional.forEach(argument -> values.add(argument.evaluate(scope)));
        Map<String, Object> namedValues = new LinkedHashMap<>();
        named.forEach((name, argument) -> namedValues.put(name, argument.evaluate(scope)));
        if (spread != null) {
            values.addAll(Values.list(spread.evaluate(scope), scope.budget()));
        }
        if (spreadNamed != null) {
            if (!(spreadNamed.evaluate(scope) instanceof Dict more)) {
                throw new JinjaException("what stands behind ** must be a mapping");
            }
            more.entries().forEach((name, value) -> {
                if (namedValues.put(Values.string(name, "a call"), value) != null) {
                    throw new JinjaException("the argument " + name + " is given twice");
                }
            });
        }
        return new Arguments(values, namedValues);
    }
}
