/**
 * What the library brings along: {@link io.github.modeleditor.core.builtin.GeneralText}s, on which harm is measured and which no
 * edit trains, {@link io.github.modeleditor.core.builtin.PlainFact}s, from which neighbours of facts are made, and {@link
 * io.github.modeleditor.core.builtin.Opening}s, from which the model goes on writing.
 */
@NullMarked
package io.github.modeleditor.core.builtin;

import org.jspecify.annotations.NullMarked;
