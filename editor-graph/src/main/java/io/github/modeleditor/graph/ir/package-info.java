/**
 * A graph one can read. {@link io.github.modeleditor.onnx.ir.GraphReader} makes an immutable {@link
 * io.github.modeleditor.onnx.ir.Graph} of {@link io.github.modeleditor.onnx.ir.Node}s from a file and checks that all of
 * its weights are there; {@link io.github.modeleditor.onnx.ir.GraphBuilder} copies one and adds to it, with {@link
 * io.github.modeleditor.onnx.ir.Operators} as its vocabulary. {@link io.github.modeleditor.onnx.ir.Attention} finds attention
 * in one. Everything downstream is a function from graph to graph.
 */
@NullMarked
package io.github.modeleditor.onnx.ir;

import org.jspecify.annotations.NullMarked;
