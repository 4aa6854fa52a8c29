package io.github.modeleditor.onnx.jinja;

import io.github.modeleditor.onnx.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A template's tokens, and what the two parsers must know of those behind them. */
final class TokenStream {
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int position;
    private int depth;
    /** Filters and tests that do not exist, outside of what may never be reached. */
    private final List<JinjaException> missing = new ArrayList<>();

    private boolean conditional;
    private boolean inLoop;
    private Set<String> names = new HashSet<>();

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token ahead() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    boolean at(Kind kind) {
        return current().kind() == kind;
    }

    boolean at(Kind kind, String text) {
        return current().is(kind, text);
    }

    boolean atOperator(String operator) {
        return at(Kind.OPERATOR, operator);
    }

    boolean atName(String name) {
        return at(Kind.NAME, name);
    }

    boolean skipOperator(String operator) {
        boolean there = atOperator(operator);
        position += there ? 1 : 0;
        return there;
    }

    boolean skipName(String name) {
        boolean there = atName(name);
        position += there ? 1 : 0;
        return there;
    }

    Token expect(Kind kind) {
        if (!at(kind)) {
            throw unexpected();
        }
        return next();
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw new JinjaException(
                    "expected " + operator + ", but there is " + current().described());
        }
    }

    JinjaException unexpected() {
        return new JinjaException("unexpected " + current().described());
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new JinjaException("it nests too deeply");
        }
    }

    void leave() {
        depth--;
    }

    /** A filter or test that does not exist is an error where it is reached; outside of conditions, even where it is not. */
    void miss(JinjaException error) {
        if (!conditional) {
            missing.add(error.at(current().line()));
        }
    }

    int missing() {
        return missing.size();
    }

    /** Forgets what was missed since then: it stands in a condition. */
    void forgive(int since) {
        missing.subList(since, missing.size()).clear();
    }

    void check() {
        if (!missing.isEmpty()) {
            throw missing.get(0);
        }
    }

    boolean conditional(boolean now) {
        boolean before = conditional;
        conditional = now;
        return before;
    }

    boolean inLoop() {
        return inLoop;
    }

    boolean inLoop(boolean now) {
        boolean before = inLoop;
        inLoop = now;
        return before;
    }

    void read(String name) {
        names.add(name);
    }

    /** The names read from now on. */
    Set<String> names() {
        return names;
    }

    void names(Set<String> now) {
        names = now;
    }
}
