/**
 * The method from end to end. {@link io.github.modeleditor.core.CoreEditingSession} takes an engine and edits with it; its
 * way through the stages, each a package that does not know this one, is the way of the data:
 *
 * <pre>
 * dataset       files of facts                     -> facts
 * augmentation  facts                              -> training texts
 * example       training texts                     -> tokens under a loss mask
 * batch         token examples                     -> batches of like length
 * training      batches, loss and gradients        -> LoRA weights
 * generation    a model                            -> completions and samples
 * metric        a model's answers                  -> scores before and after
 * report        scores                             -> what a caller reads, and back
 * </pre>
 *
 * <p>{@code engine} is the port to whatever computes, and depends on nothing but the api; {@code format} is where the api finds
 * the readers and writers of {@code dataset}, {@code metric} and {@code report}.
 */
@NullMarked
package io.github.modeleditor.core;

import org.jspecify.annotations.NullMarked;
