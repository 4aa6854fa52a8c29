/**
 * What a file of facts is worth before anything is trained: {@link io.github.modeleditor.cli.check.DataCheck} holds what was found, by
 * the facts alone and by the tokens and answers of a model, {@link io.github.modeleditor.cli.check.Trial} measures what the edit would
 * take, and {@link io.github.modeleditor.cli.check.CheckText} and {@link io.github.modeleditor.cli.check.CheckJson} tell all of it.
 */
@NullMarked
package io.github.modeleditor.cli.check;

import org.jspecify.annotations.NullMarked;
