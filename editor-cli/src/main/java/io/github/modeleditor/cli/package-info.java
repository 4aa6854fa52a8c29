/**
 * The command line: {@link io.github.modeleditor.cli.Main} knows the commands {@code edit}, {@code evaluate},
 * {@code ablate}, {@code complete} and {@code demo}. Answers go to standard output, progress and errors to standard error.
 */
@NullMarked
package io.github.modeleditor.cli;

import org.jspecify.annotations.NullMarked;
