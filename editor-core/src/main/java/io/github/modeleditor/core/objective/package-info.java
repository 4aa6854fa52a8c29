/**
 * What training minimises beyond likelihood. {@link io.github.modeleditor.core.objective.DirectPreference} is the
 * objective that the paper tried and dropped; the ablation shows what it does.
 */
@NullMarked
package io.github.modeleditor.core.objective;

import org.jspecify.annotations.NullMarked;
