/** Tests of the chat models with the nano model. */
@NullMarked
package io.github.modeleditor.langchain4j;

import org.jspecify.annotations.NullMarked;
