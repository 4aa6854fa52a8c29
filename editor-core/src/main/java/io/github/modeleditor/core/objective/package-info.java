/**
 * What training minimises beyond likelihood. {@link io.github.modeleditor.core.objective.DirectPreference} is the
 * objective that the paper tried and dropped; the ablation shows what it does. {@link
 * io.github.modeleditor.core.objective.RejectedTexts} finds what the facts are to be preferred to.
 */
@NullMarked
package io.github.modeleditor.core.objective;

import org.jspecify.annotations.NullMarked;
