/**
 * What operators see of an edit without asking: {@link io.github.modeleditor.core.telemetry.FlightEvents} in Java Flight
 * Recorder, {@link io.github.modeleditor.core.telemetry.LogLines} in the log. Both are listeners like any other.
 */
@NullMarked
package io.github.modeleditor.core.telemetry;

import org.jspecify.annotations.NullMarked;
