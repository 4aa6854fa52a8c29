/**
 * A graph one can read, and change. {@link io.github.modeleditor.graph.ir.GraphReader} makes an immutable {@link
 * io.github.modeleditor.graph.ir.Graph} of {@link io.github.modeleditor.graph.ir.Node}s and {@link
 * io.github.modeleditor.graph.ir.Weight}s from a file, with functions in the place of their calls ({@code
 * FunctionInlining}), and checks that all of its weights are there. {@link
 * io.github.modeleditor.graph.ir.GraphBuilder} copies one and adds to it, with {@link
 * io.github.modeleditor.graph.ir.Operators} as its vocabulary.
 *
 * <p>What is known of operators stands in one table, {@link io.github.modeleditor.graph.ir.Operator}. {@link
 * io.github.modeleditor.graph.ir.Uses} tells what reads a value, {@link io.github.modeleditor.graph.ir.Widths} how wide
 * it is where the graph says so, and {@link io.github.modeleditor.graph.ir.Attention} finds attention. {@link
 * io.github.modeleditor.graph.ir.Tensors}, {@link io.github.modeleditor.graph.ir.ElementTypes} and {@link
 * io.github.modeleditor.graph.ir.HalfPrecision} know how numbers lie in a file. Everything downstream is a function
 * from graph to graph.
 */
@NullMarked
package io.github.modeleditor.graph.ir;

import org.jspecify.annotations.NullMarked;
