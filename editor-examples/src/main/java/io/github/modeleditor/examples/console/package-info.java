/** How an edit's progress looks to a person: bars in a terminal, lines elsewhere. */
@NullMarked
package io.github.modeleditor.examples.console;

import org.jspecify.annotations.NullMarked;
