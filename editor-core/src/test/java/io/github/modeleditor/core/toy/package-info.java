/** A language model small enough to check by hand: a tokenizer and an engine in plain Java that truly can be trained. */
@NullMarked
package io.github.modeleditor.core.toy;

import org.jspecify.annotations.NullMarked;
