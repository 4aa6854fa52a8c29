/**
 * The model on an executor: where it lies ({@link io.github.modeleditor.spark.model.ModelLocation}), how it is edited ({@link
 * io.github.modeleditor.spark.model.EditorFactory}), and the one engine of the JVM that has it open ({@link
 * io.github.modeleditor.spark.model.OpenModels}).
 */
@NullMarked
package io.github.modeleditor.spark.model;

import org.jspecify.annotations.NullMarked;
