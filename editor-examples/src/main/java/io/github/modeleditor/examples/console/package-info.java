/**
 * How an edit's progress looks to a person. {@link io.github.modeleditor.examples.console.ConsoleProgress} is a
 * listener of edits that decides by {@code Terminals}: {@code ProgressBars} in a terminal, {@code ProgressLines} in a
 * file, one in some seconds. {@code PhaseNames} are what both call a phase.
 */
@NullMarked
package io.github.modeleditor.examples.console;

import org.jspecify.annotations.NullMarked;
