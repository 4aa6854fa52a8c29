/**
 * The command line. {@link io.github.modeleditor.cli.Main} knows the commands:
 *
 * <ul>
 *   <li>{@code fetch} downloads a model, {@code check} looks at facts before an edit ({@code cli.fetch}, {@code cli.check}).
 *   <li>{@code edit} teaches facts, {@code ablate} shows what each piece of the method is good for ({@code
 *       EditCommand}, {@code AblateCommand}).
 *   <li>{@code evaluate} measures, {@code complete} asks ({@code EvaluateCommand}, {@code CompleteCommand}).
 *   <li>{@code describe} tells what a model is, {@code doctor} what a machine lacks ({@code DescribeCommand}, {@code
 *       DoctorCommand}).
 *   <li>{@code merge} puts adapters into the weights, {@code demo} is the first example ({@code MergeCommand}, {@code
 *       DemoCommand}).
 *   <li>{@code store} keeps edits: {@code StoreCommand} reads the ledger, and each command that needs the model is a class of its
 *       own.
 * </ul>
 *
 * <p>Options that several commands share are mixins, such as {@code TrainingOptions} and {@code AugmentationOptions}.
 * {@code HelpGroup} names the heading they stand under. {@code Interruption} is what becomes of a command on Ctrl-C. Answers go to
 * standard output, progress and errors to standard error.
 */
@NullMarked
package io.github.modeleditor.cli;

import org.jspecify.annotations.NullMarked;
