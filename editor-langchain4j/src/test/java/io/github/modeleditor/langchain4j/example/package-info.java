/** An application as LangChain4j's users write it, over a store of edits. */
@NullMarked
package io.github.modeleditor.langchain4j.example;

import org.jspecify.annotations.NullMarked;
