/**
 * How fast the hot pieces are. {@link io.github.modeleditor.benchmarks.Edits} times what a caller waits for, {@link
 * io.github.modeleditor.benchmarks.Passes} the passes through a model that an edit is made of, {@link
 * io.github.modeleditor.benchmarks.Texts} what is done to texts around them. These are JMH's, and each takes any model
 * folder: {@code -p model=DIR}; without one it takes the nano model. {@link
 * io.github.modeleditor.benchmarks.DeviceEdits} is a program of its own for a GPU that is lent by the minute, {@link
 * io.github.modeleditor.benchmarks.ManyFacts} one for what an edit of thousands of facts takes beside its training, {@link
 * io.github.modeleditor.benchmarks.Swaps} one for the memory of a store whose versions are swapped, and {@link
 * io.github.modeleditor.benchmarks.ShapedModel} makes models of sizes that are not at hand.
 */
@NullMarked
package io.github.modeleditor.benchmarks;

import org.jspecify.annotations.NullMarked;
