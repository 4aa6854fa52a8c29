/**
 * The graph of a decoder. {@link io.github.modeleditor.importer.decoder.DecoderGraph} puts the modules in their order, {@code Modules} and
 * {@code AttentionModule} make them, {@code Draft} takes the weights they need out of the checkpoint, and {@link
 * io.github.modeleditor.importer.decoder.WeightPlan} says where these will lie.
 */
@NullMarked
package io.github.modeleditor.importer.decoder;

import org.jspecify.annotations.NullMarked;
