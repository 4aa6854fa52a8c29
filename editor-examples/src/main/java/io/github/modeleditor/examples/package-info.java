/**
 * Programs to read and run first. {@link io.github.modeleditor.examples.FirstEdit} corrects one fact of the nano model
 * and shows what changed and what did not; {@code examples.console} shows how far it is, as the command line does.
 * Among the tests, {@code examples.team} is how a team tests a model that it edits.
 */
@NullMarked
package io.github.modeleditor.examples;

import org.jspecify.annotations.NullMarked;
