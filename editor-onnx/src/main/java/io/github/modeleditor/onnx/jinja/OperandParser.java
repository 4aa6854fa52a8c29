package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes expressions of literals, names, brackets, and what is tied to them: elements, calls, filters, tests, signs. */
final class OperandParser {
    private static final Set<Kind> ARGUMENTS = Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

    private final TokenStream tokens;
    private final ExpressionParser parser;

    OperandParser(TokenStream tokens, ExpressionParser parser) {
        this.tokens = tokens;
        this.parser = parser;
    }

    Expression unary() {
        return unary(true);
    }

    private Expression unary(boolean withFilters) {
        Expression operand;
        if (tokens.atOperator("-") || tokens.atOperator("+")) {
            boolean negative = tokens.next().text().equals("-");
            tokens.enter();
            Expression number = unary(false);
            tokens.leave();
            operand = ExpressionParser.counted(scope -> signed(number.evaluate(scope), negative));
        } else {
            operand = primary();
        }
        Expression value = postfix(operand);
        return withFilters ? filtersAndTests(value) : value;
    }

    private static Object signed(Object value, boolean negative) {
        if (value instanceof Double number && !negative) {
            return number;
        }
        return negative ? Numbers.negated(value) : (Object) Numbers.integer(value);
    }

    private Expression primary() {
        Token token = tokens.current();
        if (token.kind() == Kind.NAME) {
            tokens.next();
            return name(token.text());
        }
        if (token.kind() == Kind.STRING) {
            StringBuilder text = new StringBuilder();
            while (tokens.at(Kind.STRING)) {
                text.append(tokens.next().text());
            }
            return constant(text.toString());
        }
        if (token.kind() == Kind.INTEGER || token.kind() == Kind.FLOAT) {
            return constant(number(tokens.next()));
        }
        if (tokens.skipOperator("(")) {
            Expression inside = parser.tuple(true, true);
            tokens.expectOperator(")");
            return inside;
        }
        if (tokens.skipOperator("[")) {
            return list();
        }
        if (tokens.skipOperator("{")) {
            return dict();
        }
        throw tokens.unexpected();
    }

    private static Expression constant(Object value) {
        return scope -> value;
    }

    private static Object number(Token token) {
        String digits = token.text().replace("_", "");
        if (token.kind() == Kind.FLOAT) {
            return Double.parseDouble(digits);
        }
        try {
            char base = digits.length() > 1 ? Character.toLowerCase(digits.charAt(1)) : '0';
            return switch (base) {
                case 'x' -> Long.parseLong(digits.substring(2), 16);
                case 'o' -> Long.parseLong(digits.substring(2), 8);
                case 'b' -> Long.parseLong(digits.substring(2), 2);
                default -> Long.parseLong(digits);
            };
        } catch (NumberFormatException e) {
            throw JinjaException.unsupported("the integer " + digits);
        }
    }

    private Expression name(String name) {
        return switch (name) {
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(None.NONE);
            default -> {
                tokens.read(name);
                yield scope -> {
                    scope.budget().step();
                    return scope.get(name);
                };
            }
        };
    }

    private Expression list() {
        List<Expression> items = new ArrayList<>();
        while (!tokens.atOperator("]")) {
            items.add(parser.expression());
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator("]");
        return ExpressionParser.sequence(Sequence.Kind.LIST, items);
    }

    private record Entry(Expression key, Expression value) {}

    private Expression dict() {
        List<Entry> entries = new ArrayList<>();
        while (!tokens.atOperator("}")) {
            Expression key = parser.expression();
            tokens.expectOperator(":");
            entries.add(new Entry(key, parser.expression()));
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator("}");
        return ExpressionParser.counted(scope -> {
            Dict dict = new Dict();
            scope.budget().make(entries.size());
            entries.forEach(
                    entry -> dict.put(entry.key().evaluate(scope), entry.value().evaluate(scope)));
            return dict;
        });
    }

    private Expression postfix(Expression operand) {
        Expression value = operand;
        while (true) {
            if (tokens.skipOperator(".")) {
                value = attribute(value);
            } else if (tokens.skipOperator("[")) {
                value = subscript(value);
            } else if (tokens.atOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression of) {
        Token token = tokens.next();
        if (token.kind() == Kind.INTEGER) {
            Object index = number(token);
            return ExpressionParser.counted(scope -> Subscripts.item(of.evaluate(scope), index, scope.budget()));
        }
        if (token.kind() != Kind.NAME) {
            throw new JinjaException("expected a name or a number behind the point");
        }
        return ExpressionParser.counted(scope -> Subscripts.attribute(of.evaluate(scope), token.text()));
    }

    private Expression subscript(Expression of) {
        @Nullable Expression from = tokens.atOperator(":") ? null : parser.expression();
        if (from != null && tokens.skipOperator("]")) {
            return ExpressionParser.counted(
                    scope -> Subscripts.item(of.evaluate(scope), from.evaluate(scope), scope.budget()));
        }
        if (!tokens.skipOperator(":")) {
            throw tokens.atOperator(",") ? JinjaException.unsupported("a tuple as a subscript") : tokens.unexpected();
        }
        Expression begin = from == null ? constant(None.NONE) : from;
        Expression end = sliceBound();
        Expression step = tokens.skipOperator(":") ? sliceBound() : constant(None.NONE);
        tokens.expectOperator("]");
        return ExpressionParser.counted(scope -> Subscripts.slice(
                of.evaluate(scope), begin.evaluate(scope), end.evaluate(scope), step.evaluate(scope), scope.budget()));
    }

    private Expression sliceBound() {
        return tokens.atOperator(":") || tokens.atOperator("]") ? constant(None.NONE) : parser.expression();
    }

    private Expression call(Expression callee) {
        Calls arguments = Calls.parse(tokens, parser);
        return ExpressionParser.counted(
                scope -> call(callee.evaluate(scope), arguments.evaluate(scope), scope.budget()));
    }

    static Object call(Object callee, Arguments arguments, Budget budget) {
        if (callee instanceof Callable callable) {
            return callable.call(budget, arguments);
        }
        if (callee instanceof Loop loop) {
            return loop.call(arguments);
        }
        throw callee instanceof Undefined undefined
                ? undefined.error()
                : new JinjaException("an object of type " + Values.type(callee) + " cannot be called");
    }

    private Expression filtersAndTests(Expression operand) {
        Expression value = operand;
        while (true) {
            if (tokens.atOperator("|")) {
                value = filters(value);
            } else if (tokens.skipName("is")) {
                value = test(value);
            } else if (tokens.atOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    /** {@code | filter | filter}. */
    Expression filters(Expression operand) {
        Expression value = operand;
        while (tokens.skipOperator("|")) {
            value = filter(value);
        }
        return value;
    }

    /** A filter's name and arguments, behind the bar. */
    Expression filter(Expression value) {
        String name = dotted();
        if (Filters.find(name) == null) {
            tokens.miss(new JinjaException("there is no filter " + name));
        }
        Calls arguments = tokens.atOperator("(") ? Calls.parse(tokens, parser) : Calls.NONE;
        return ExpressionParser.counted(
                scope -> Filters.get(name).apply(value.evaluate(scope), arguments.evaluate(scope), scope.budget()));
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME).text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Kind.NAME).text());
        }
        return name.toString();
    }

    private Expression test(Expression value) {
        boolean negated = tokens.skipName("not");
        String name = dotted();
        if (Tests.find(name) == null) {
            tokens.miss(new JinjaException("there is no test " + name));
        }
        Calls arguments = testArguments();
        return ExpressionParser.counted(scope ->
                Tests.get(name).holds(value.evaluate(scope), arguments.evaluate(scope), scope.budget()) != negated);
    }

    /** A test's arguments stand in brackets; a single one may do without. */
    private Calls testArguments() {
        if (tokens.atOperator("(")) {
            return Calls.parse(tokens, parser);
        }
        boolean argument =
                ARGUMENTS.contains(tokens.current().kind()) || tokens.atOperator("[") || tokens.atOperator("{");
        if (!argument || tokens.atName("else") || tokens.atName("or") || tokens.atName("and")) {
            return Calls.NONE;
        }
        if (tokens.atName("is")) {
            throw new JinjaException("tests cannot be chained");
        }
        return Calls.of(postfix(primary()));
    }
}
