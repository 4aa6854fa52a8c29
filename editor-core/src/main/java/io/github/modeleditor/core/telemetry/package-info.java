/**
 * What an operator sees of an edit: {@link io.github.modeleditor.core.telemetry.FlightEvents} in Java Flight Recorder
 * ({@code PhaseEvent}, {@code StepEvent}), {@link io.github.modeleditor.core.telemetry.LogLines} in the log. Both are
 * listeners of {@link io.github.modeleditor.api.EditEvent}s like any other, and cost next to nothing where nobody
 * looks.
 */
@NullMarked
package io.github.modeleditor.core.telemetry;

import org.jspecify.annotations.NullMarked;
