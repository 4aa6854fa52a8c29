/**
 * The method from end to end. A {@link io.github.modeleditor.core.CoreEditingSession} takes an engine, holds it
 * together with the models it gives ({@code SharedEngine}), and runs each edit as an {@code Edit}. The stages of one
 * are packages that do not know this one, and no two of them know each other:
 *
 * <pre>
 * dataset       files of facts                     to facts, and back
 * augmentation  facts                              to training texts
 * tokens        training texts                     to tokens with weights in the loss
 * batch         tokens                             to steps of the optimizer, and those to passes
 * training      batches, losses and gradients      to LoRA weights; objective says what it prefers to what
 * generation    a model and prompts                to completions and samples
 * metric        a model's answers                  to scores before and after
 * report        scores                             to what a caller reads, and back
 * acceptance    reports                            to which facts are handed back
 * </pre>
 *
 * <p>{@code engine} is the port to whatever computes, and depends on nothing but the api. {@code format} is where the
 * api finds the readers and writers of {@code dataset}, {@code metric} and {@code report}; {@code telemetry} tells
 * operators what happens, and {@code storage} writes files whole or not at all. {@code store} alone stands on this package: it keeps
 * the edits that a session makes.
 */
@NullMarked
package io.github.modeleditor.core;

import org.jspecify.annotations.NullMarked;
