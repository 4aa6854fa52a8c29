package io.github.modeleditor.onnx.jinja;

import com.google.common.collect.Iterators;
import io.github.modeleditor.onnx.jinja.Statement.Next;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Makes loops of their tokens. */
final class LoopParser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final StatementParser statements;

    LoopParser(TokenStream tokens, ExpressionParser expressions, StatementParser statements) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.statements = statements;
    }

    Statement loop() {
        Target target = Target.parse(tokens);
        if (!tokens.skipName("in")) {
            throw tokens.unexpected();
        }
        boolean conditional = tokens.conditional(false);
        Expression iterable = expressions.tuple(false, false);
        Expression test = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        boolean inLoop = tokens.inLoop(true);
        Statement body = statements.body("else", "endfor");
        tokens.inLoop(inLoop);
        Statement otherwise = tokens.next().text().equals("else") ? statements.closed("endfor") : null;
        tokens.conditional(conditional);
        For loop = new For(target, test, body, otherwise, recursive);
        return (scope, out) -> loop.run(scope, out, iterable.evaluate(scope), 0);
    }

    /** A loop, whatever it goes over. */
    private record For(
            Target target,
            @Nullable Expression test,
            Statement body,
            @Nullable Statement otherwise,
            boolean recursive) {

        Next run(Scope scope, Output out, Object iterable, int depth) {
            Loop loop = new Loop(
                    elements(scope, iterable),
                    test == null ? iterable : null,
                    depth,
                    recursive ? (inner, deeper) -> rendered(scope, inner, deeper) : null,
                    scope.budget());
            boolean wentThrough = false;
            while (loop.hasNext()) {
                Scope inside = new Scope(scope);
                target.assign(inside, loop.next());
                inside.set("loop", loop);
                Next next = body.run(inside, out);
                if (next == Next.BEHIND_LOOP) {
                    break;
                }
                wentThrough |= next == Next.STATEMENT;
            }
            // Jinja2 writes it too where every round was left by break or continue.
            return wentThrough || otherwise == null ? Next.STATEMENT : otherwise.run(new Scope(scope), out);
        }

        private Object rendered(Scope scope, Object iterable, int depth) {
            scope.budget().enter();
            Output out = new Output(scope.budget());
            run(scope, out, iterable, depth);
            scope.budget().leave();
            return out.text();
        }

        private Iterator<Object> elements(Scope scope, Object iterable) {
            Iterator<Object> all = Values.iterate(iterable, scope.budget());
            if (test == null) {
                return all;
            }
            return Iterators.filter(all, element -> {
                Scope inside = new Scope(scope);
                target.assign(inside, element);
                return Values.truth(test.evaluate(inside));
            });
        }
    }
}
