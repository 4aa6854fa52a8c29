/**
 * What training minimises beyond likelihood. Objectives are the api's ({@link
 * io.github.modeleditor.api.config.Objective}); {@link
 * io.github.modeleditor.core.objective.RejectedTexts} finds what the facts are to be preferred to.
 */
@NullMarked
package io.github.modeleditor.core.objective;

import org.jspecify.annotations.NullMarked;
