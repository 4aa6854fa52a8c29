/**
 * Programs to run first. {@link io.github.modeleditor.examples.FirstEdit} corrects one fact of the nano model and shows what
 * changed; the package beside it shows how far it is, as the command line does.
 */
@NullMarked
package io.github.modeleditor.examples;

import org.jspecify.annotations.NullMarked;
