/**
 * What training minimises beyond likelihood. Objectives are the api's ({@link
 * io.github.modeleditor.api.config.Objective}), and {@code training} applies them; some of them prefer a fact to
 * something else. {@link io.github.modeleditor.core.objective.RejectedTexts} finds what that is: a fact's old target,
 * or else what the unedited model says.
 */
@NullMarked
package io.github.modeleditor.core.objective;

import org.jspecify.annotations.NullMarked;
