/**
 * What became of the rest of the model: everything an edit is not about, measured by default.
 *
 * <p>{@link io.github.modeleditor.core.harm.HarmMeasurement} is the way in: it asks the unedited model once and the edited one
 * after training, and holds one against the other. It asks about neighbours that the facts name, about relation mates that
 * {@link io.github.modeleditor.core.harm.RelationMates} makes of other subjects, and on wish about negated facts
 * ({@link io.github.modeleditor.core.harm.Negations}); drift is measured on the texts of
 * {@link io.github.modeleditor.core.builtin.GeneralText} and on what the model writes itself. {@code docs/metrics.md} has the
 * definitions.
 */
@NullMarked
package io.github.modeleditor.core.harm;

import org.jspecify.annotations.NullMarked;
