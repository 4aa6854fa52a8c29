/**
 * What a team tests its edited models with.
 *
 * <p>{@link io.github.modeleditor.testkit.ModelAssertions} says in AssertJ's style what a model should know and keep;
 * where it does not, an IDE shows what was expected and what was said side by side. {@link
 * io.github.modeleditor.testkit.ModelExtension} gives JUnit tests a model of the team's own, {@link
 * io.github.modeleditor.testkit.NanoExtension} a small real one that needs no file; both close what tests opened, or
 * {@link io.github.modeleditor.testkit.AfterTest} does.
 */
@NullMarked
package io.github.modeleditor.testkit;

import org.jspecify.annotations.NullMarked;
