/**
 * What a team tests its edited models with.
 *
 * <p>{@link io.github.modeleditor.testkit.ModelAssertions} says in AssertJ's style what a model should know and keep;
 * {@link io.github.modeleditor.testkit.NanoExtension} gives JUnit tests a small real model and closes what they opened.
 */
@NullMarked
package io.github.modeleditor.testkit;

import org.jspecify.annotations.NullMarked;
