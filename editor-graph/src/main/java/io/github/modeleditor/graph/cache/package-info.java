/**
 * A cache of keys and values for decoders that have none. {@link io.github.modeleditor.graph.cache.CacheInsertion} makes of a graph
 * that reads whole texts one that reads new tokens, and takes and gives {@link
 * io.github.modeleditor.graph.cache.CachedActivation}s. It needs {@link io.github.modeleditor.graph.cache.Lengths}, which a runtime
 * observes.
 *
 * <p>{@code TokenFlow} tells which values know what tokens are and which only where they stand, and refuses graphs in which tokens
 * hear of one another by other ways than an attention. Of what knows where tokens stand {@code WholeTexts} has all, and {@code
 * NewTokens} takes what is of new tokens. {@code KeptActivations} finds where keys and values are best kept.
 */
@NullMarked
package io.github.modeleditor.graph.cache;

import org.jspecify.annotations.NullMarked;
