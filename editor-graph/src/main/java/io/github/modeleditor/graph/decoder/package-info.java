/**
 * What makes a graph a decoder. {@link io.github.modeleditor.graph.decoder.Decoder} finds a lowered graph's inputs, its
 * logits, the head that makes them, and the hidden states of all positions, where {@link
 * io.github.modeleditor.graph.decoder.Positions} looks past the choice of the last one. {@link
 * io.github.modeleditor.graph.decoder.CachedTensor} is one tensor of its key/value cache. A graph that is none is
 * refused here, with what it lacks.
 */
@NullMarked
package io.github.modeleditor.graph.decoder;

import org.jspecify.annotations.NullMarked;
