package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Statement.Next;
import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes statements of a template's tokens. What defines or calls macros is {@link MacroParser}'s, loops are {@link LoopParser}'s. */
final class StatementParser {
    private static final Set<String> UNSUPPORTED =
            Set.of("autoescape", "block", "extends", "from", "import", "include");

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final MacroParser macros;
    private final LoopParser loops;

    private StatementParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
        this.macros = new MacroParser(tokens, expressions, this);
        this.loops = new LoopParser(tokens, expressions, this);
    }

    /** A whole template. */
    static Statement template(String source) {
        TokenStream tokens = new TokenStream(Lexer.tokens(source));
        try {
            Statement template = new StatementParser(tokens).until(Set.of());
            tokens.check();
            return template;
        } catch (JinjaException e) {
            throw e.at(tokens.current().line());
        }
    }

    /** The body of a block, from the end of its tag up to one of the tags that end it, whose name is left to be read. */
    Statement body(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END);
        return until(Set.of(ends));
    }

    /** The body of a block that one tag ends. */
    Statement closed(String end) {
        Statement body = body(end);
        tokens.next();
        return body;
    }

    /** The body of a block whose names stay in it. */
    Statement scoped(String end) {
        boolean conditional = tokens.conditional(false);
        Statement body = closed(end);
        tokens.conditional(conditional);
        return (scope, out) -> body.run(new Scope(scope), out);
    }

    private Statement until(Set<String> ends) {
        tokens.enter();
        List<Statement> statements = new ArrayList<>();
        while (!tokens.at(Kind.END)) {
            Token token = tokens.next();
            if (token.kind() == Kind.DATA) {
                statements.add((scope, out) -> written(token.text(), out));
            } else if (token.kind() == Kind.VARIABLE_BEGIN) {
                Expression value = expressions.tuple(true, false);
                tokens.expect(Kind.VARIABLE_END);
                statements.add(Statement.at(token.line(), printed(value)));
            } else if (tokens.at(Kind.NAME) && ends.contains(tokens.current().text())) {
                tokens.leave();
                return Statement.all(statements);
            } else {
                statements.add(Statement.at(token.line(), statement()));
                tokens.expect(Kind.BLOCK_END);
            }
        }
        if (!ends.isEmpty()) {
            throw new JinjaException("the template ends before "
                    + String.join(" or ", ends.stream().sorted().toList()));
        }
        tokens.leave();
        return Statement.all(statements);
    }

    private static Next written(String text, Output out) {
        out.write(text);
        return Next.STATEMENT;
    }

    private static Statement printed(Expression value) {
        return (scope, out) -> written(Text.of(value.evaluate(scope), scope.budget()), out);
    }

    private Statement statement() {
        String tag = tokens.expect(Kind.NAME).text();
        if (UNSUPPORTED.contains(tag)) {
            throw JinjaException.unsupported("the tag " + tag);
        }
        return switch (tag) {
            case "if" -> condition();
            case "for" -> loops.loop();
            case "break", "continue" -> jump(tag);
            case "set" -> assignment();
            case "with" -> names();
            case "print" -> print();
            case "filter" -> filter();
            case "generation" -> macros.generation();
            case "macro" -> macros.definition();
            case "call" -> macros.call();
            default -> throw new JinjaException("there is no tag " + tag);
        };
    }

    private record Branch(Expression test, Statement body) {}

    private Statement condition() {
        boolean conditional = tokens.conditional(true);
        List<Branch> branches = new ArrayList<>();
        Statement otherwise = Statement.all(List.of());
        String tag = "elif";
        while (tag.equals("elif")) {
            Expression test = expressions.tuple(false, false);
            branches.add(new Branch(test, body("elif", "else", "endif")));
            tag = tokens.next().text();
        }
        if (tag.equals("else")) {
            otherwise = closed("endif");
        }
        tokens.conditional(conditional);
        return chosen(List.copyOf(branches), otherwise);
    }

    private static Statement chosen(List<Branch> branches, Statement otherwise) {
        return (scope, out) -> {
            for (Branch branch : branches) {
                if (Values.truth(branch.test().evaluate(scope))) {
                    return branch.body().run(scope, out);
                }
            }
            return otherwise.run(scope, out);
        };
    }

    private Statement jump(String tag) {
        if (!tokens.inLoop()) {
            throw new JinjaException(tag + " stands outside of a loop");
        }
        Next next = tag.equals("break") ? Next.BEHIND_LOOP : Next.ROUND;
        return (scope, out) -> next;
    }

    private Statement assignment() {
        Target target = Target.parse(tokens);
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple(true, false);
            return (scope, out) -> {
                target.assign(scope, value.evaluate(scope));
                return Next.STATEMENT;
            };
        }
        return filtered((scope, text) -> target.assign(scope, text), true, "endset");
    }

    private interface Sink {
        void take(Scope scope, Object text);
    }

    private Statement filter() {
        return filtered(null, false, "endfilter");
    }

    /** A block whose text goes through filters, and then to a sink, or where the block stands. */
    private Statement filtered(@Nullable Sink sink, boolean behindBar, String end) {
        String hidden = "|";
        Expression input = scope -> scope.get(hidden);
        Expression value = expressions
                .operands()
                .filters(behindBar ? input : expressions.operands().filter(input));
        Statement body = scoped(end);
        return (scope, out) -> {
            Output inside = new Output(scope.budget());
            Next next = body.run(scope, inside);
            if (next != Next.STATEMENT) {
                return next;
            }
            Scope withText = new Scope(scope);
            withText.set(hidden, inside.text());
            Object text = value.evaluate(withText);
            if (sink == null) {
                out.write(Text.of(text, scope.budget()));
            } else {
                sink.take(scope, text);
            }
            return Next.STATEMENT;
        };
    }

    private record Setting(Target target, Expression value) {}

    private Statement names() {
        List<Setting> settings = new ArrayList<>();
        while (!tokens.at(Kind.BLOCK_END)) {
            String name = Target.name(tokens);
            tokens.expectOperator("=");
            settings.add(new Setting((scope, value) -> scope.set(name, value), expressions.expression()));
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        Statement body = scoped("endwith");
        return (scope, out) -> {
            Scope inside = new Scope(scope);
            settings.forEach(
                    setting -> setting.target().assign(inside, setting.value().evaluate(scope)));
            return body.run(inside, out);
        };
    }

    private Statement print() {
        List<Statement> all = new ArrayList<>();
        while (!tokens.at(Kind.BLOCK_END)) {
            all.add(printed(expressions.expression()));
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        return Statement.all(all);
    }
}
