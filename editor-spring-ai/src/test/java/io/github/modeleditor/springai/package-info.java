/** Tests of the chat model with the nano model, on both lines of Spring AI. */
@NullMarked
package io.github.modeleditor.springai;

import org.jspecify.annotations.NullMarked;
