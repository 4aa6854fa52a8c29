package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes expressions of tokens, from {@code a if b else c} down to a product; what binds tighter is {@link OperandParser}'s. The
 * order of precedence is Jinja2's: {@code not} under comparisons, {@code ~} between sums and products.
 */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream tokens;
    private final OperandParser operands;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    /** An evaluation that counts as a level. */
    static Expression counted(Expression expression) {
        return scope -> {
            scope.budget().enter();
            Object value = expression.evaluate(scope);
            scope.budget().leave();
            return value;
        };
    }

    OperandParser operands() {
        return operands;
    }

    /** An expression. */
    Expression expression() {
        return expression(true);
    }

    private Expression expression(boolean withCondition) {
        tokens.enter();
        Expression expression = withCondition ? condition() : or();
        tokens.leave();
        return expression;
    }

    /** An expression, or several with commas between, which are a tuple. */
    Expression tuple(boolean withCondition, boolean mayBeEmpty) {
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!isTupleEnd()) {
            items.add(expression(withCondition));
            if (!tokens.skipOperator(",")) {
                break;
            }
            isTuple = true;
        }
        if (items.isEmpty() && !mayBeEmpty) {
            throw new JinjaException(
                    "expected an expression, but there is " + tokens.current().described());
        }
        return items.size() == 1 && !isTuple ? items.get(0) : sequence(Sequence.Kind.TUPLE, items);
    }

    private boolean isTupleEnd() {
        return tokens.at(Kind.VARIABLE_END) || tokens.at(Kind.BLOCK_END) || tokens.atOperator(")");
    }

    static Expression sequence(Sequence.Kind kind, List<Expression> items) {
        List<Expression> all = List.copyOf(items);
        return counted(scope -> {
            List<Object> values = new ArrayList<>(scope.budget().make(all.size()));
            all.forEach(item -> values.add(item.evaluate(scope)));
            return new Sequence(kind, values);
        });
    }

    private Expression condition() {
        int missing = tokens.missing();
        Expression value = or();
        while (tokens.skipName("if")) {
            Expression then = value;
            Expression test = or();
            Expression otherwise = tokens.skipName("else")
                    ? condition()
                    : scope -> new Undefined("the inline if-expression evaluated to false and has no else");
            value = counted(scope -> (Values.truth(test.evaluate(scope)) ? then : otherwise).evaluate(scope));
            tokens.forgive(missing);
        }
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            Expression first = left;
            Expression second = and();
            left = counted(scope -> {
                Object value = first.evaluate(scope);
                return Values.truth(value) ? value : second.evaluate(scope);
            });
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            Expression first = left;
            Expression second = not();
            left = counted(scope -> {
                Object value = first.evaluate(scope);
                return Values.truth(value) ? second.evaluate(scope) : value;
            });
        }
        return left;
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        Expression negated = not();
        tokens.leave();
        return counted(scope -> !Values.truth(negated.evaluate(scope)));
    }

    /** One of {@code a < b < c}. */
    private record Comparison(String operator, Expression right) {
        boolean holds(Object a, Object b, Budget budget) {
            return switch (operator) {
                case "==" -> Operators.equal(a, b, budget);
                case "!=" -> !Operators.equal(a, b, budget);
                case "<" -> Operators.compare(a, b, budget) < 0;
                case "<=" -> Operators.compare(a, b, budget) <= 0;
                case ">" -> Operators.compare(a, b, budget) > 0;
                case ">=" -> Operators.compare(a, b, budget) >= 0;
                case "in" -> Operators.contains(b, a, budget);
                default -> !Operators.contains(b, a, budget);
            };
        }
    }

    private Expression comparison() {
        Expression first = sum();
        List<Comparison> all = new ArrayList<>();
        while (true) {
            if (tokens.at(Kind.OPERATOR)
                    && COMPARISONS.contains(tokens.current().text())) {
                all.add(new Comparison(tokens.next().text(), sum()));
            } else if (tokens.skipName("in")) {
                all.add(new Comparison("in", sum()));
            } else if (tokens.atName("not") && tokens.ahead().is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                all.add(new Comparison("not in", sum()));
            } else {
                return all.isEmpty() ? first : compared(first, List.copyOf(all));
            }
        }
    }

    private static Expression compared(Expression first, List<Comparison> all) {
        return counted(scope -> {
            Object left = first.evaluate(scope);
            for (Comparison comparison : all) {
                Object right = comparison.right().evaluate(scope);
                if (!comparison.holds(left, right, scope.budget())) {
                    return false;
                }
                left = right;
            }
            return true;
        });
    }

    private Expression sum() {
        return operation(this::concatenation, Set.of("+", "-"));
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.atOperator("~")) {
            return first;
        }
        List<Expression> all = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            all.add(product());
        }
        return counted(scope -> {
            List<Object> texts = new ArrayList<>();
            all.forEach(part -> texts.add(Text.of(part.evaluate(scope), scope.budget())));
            return TextFilters.concatenated(texts, scope.budget());
        });
    }

    private Expression product() {
        return operation(this::power, Set.of("*", "/", "//", "%"));
    }

    private Expression power() {
        return operation(operands::unary, Set.of("**"));
    }

    /** Operands with operators of one precedence between them, from left to right. */
    private Expression operation(Supplier<Expression> operand, Set<String> operators) {
        Expression left = operand.get();
        while (tokens.at(Kind.OPERATOR) && operators.contains(tokens.current().text())) {
            String operator = tokens.next().text();
            Expression a = left;
            Expression b = operand.get();
            left = counted(scope -> Operators.operate(operator, a.evaluate(scope), b.evaluate(scope), scope.budget()));
        }
        return left;
    }
}
