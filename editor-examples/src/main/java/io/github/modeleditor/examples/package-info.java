/**
 * Programs to run first. {@link io.github.modeleditor.examples.FirstEdit} corrects one fact of the nano model and shows what
 * changed; the packages beside it are the command line and the progress that it shows.
 */
@NullMarked
package io.github.modeleditor.examples;

import org.jspecify.annotations.NullMarked;
