/**
 * Jinja2 as far as chat templates need it, in a sandbox.
 *
 * <p>A {@link io.github.modeleditor.onnx.jinja.Template} is made in two steps: the {@code Lexer} takes the text apart and drops the
 * white space that transformers' settings drop, and four parsers ({@code StatementParser}, {@code LoopParser}, {@code MacroParser},
 * {@code ExpressionParser} with {@code OperandParser}) make {@code Statement}s and {@code Expression}s of the tokens, which are
 * functions of a {@code Scope}. {@code Values} says what these compute with; {@code Operators}, {@code Subscripts}, {@code
 * StringMethods}, {@code Filters}, {@code Tests} and {@code Functions} say what can be done with it. Each of them follows Python, whose
 * strings count characters and whose {@code 1 == True}. A text is equal to Jinja2's to the letter, or there is a {@link
 * io.github.modeleditor.onnx.jinja.JinjaException} that names what is missing.
 *
 * <p>A template comes with a model, so it is not trusted: values are of a closed set of types, so no object of Java is reached; lists and
 * dictionaries do not change, as in the sandbox that transformers renders in; and a {@code Budget} bounds the steps, the room and the
 * nesting of each rendering.
 */
@NullMarked
package io.github.modeleditor.onnx.jinja;

import org.jspecify.annotations.NullMarked;
