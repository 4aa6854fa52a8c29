/** An application as Spring AI's users write it, over a store of edits. */
@NullMarked
package io.github.modeleditor.springai.example;

import org.jspecify.annotations.NullMarked;
