package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Statement.Next;
import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes macros, and blocks that are called as macros are. */
final class MacroParser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final StatementParser statements;

    MacroParser(TokenStream tokens, ExpressionParser expressions, StatementParser statements) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.statements = statements;
    }

    /** {@code {% macro name(parameters) %}}. */
    Statement definition() {
        String name = Target.name(tokens);
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        signature(parameters, defaults);
        Macro macro = body(name, parameters, defaults, "endmacro");
        return (scope, out) -> {
            scope.set(macro.name(), macro.in(scope));
            return Next.STATEMENT;
        };
    }

    /** {@code {% call(parameters) macro(arguments) %}}: the block is what the macro calls {@code caller}. */
    Statement call() {
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        if (tokens.atOperator("(")) {
            signature(parameters, defaults);
        }
        Token name = tokens.expect(Kind.NAME);
        tokens.read(name.text());
        if (!tokens.atOperator("(")) {
            throw JinjaException.unsupported("call of something else than a macro by its name");
        }
        Calls arguments = Calls.parse(tokens, expressions);
        Macro caller = body(Macro.CALLER, parameters, defaults, "endcall");
        return (scope, out) -> {
            Arguments given = arguments.evaluate(scope);
            Map<String, Object> named = new LinkedHashMap<>(given.named());
            named.put(Macro.CALLER, caller.in(scope));
            Object text = OperandParser.call(
                    scope.get(name.text()), new Arguments(given.positional(), named), scope.budget());
            out.write(Text.of(text, scope.budget()));
            return Next.STATEMENT;
        };
    }

    /** {@code {% generation %}}, which marks what a model says for training, and changes no text. */
    Statement generation() {
        Macro block = body("generation", List.of(), List.of(), "endgeneration");
        return (scope, out) -> {
            out.write((String) block.in(scope).call(scope.budget(), Arguments.NONE));
            return Next.STATEMENT;
        };
    }

    private Macro body(String name, List<String> parameters, List<Expression> defaults, String end) {
        Set<String> around = tokens.names();
        Set<String> names = new HashSet<>();
        tokens.names(names);
        boolean conditional = tokens.conditional(false);
        boolean inLoop = tokens.inLoop(false);
        Statement body = statements.closed(end);
        tokens.inLoop(inLoop);
        tokens.conditional(conditional);
        around.addAll(names);
        tokens.names(around);
        names.retainAll(Set.of(Macro.CALLER, Macro.MORE, Macro.MORE_NAMED));
        return new Macro(name, List.copyOf(parameters), List.copyOf(defaults), Set.copyOf(names), body);
    }

    private void signature(List<String> parameters, List<Expression> defaults) {
        tokens.expectOperator("(");
        while (!tokens.atOperator(")")) {
            parameters.add(Target.name(tokens));
            if (tokens.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw new JinjaException("a parameter without a default stands behind one that has one");
            }
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator(")");
    }
}
