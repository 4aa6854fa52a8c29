/**
 * The command line. {@link io.github.modeleditor.cli.Main} knows the commands: {@code edit} teaches facts, {@code ablate} shows
 * what each piece of the method is good for, {@code evaluate} measures, {@code complete} asks, {@code describe} tells what a
 * model is, {@code merge} puts an adapter into the weights, {@code demo} is the first example, and {@code doctor} says what a
 * machine lacks. Options that several commands share are mixins, such as {@code TrainingOptions}. Answers go to standard output,
 * progress and errors to standard error.
 */
@NullMarked
package io.github.modeleditor.cli;

import org.jspecify.annotations.NullMarked;
