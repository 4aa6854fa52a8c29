/**
 * ModelEditor on Apache Spark. {@link io.github.modeleditor.spark.FactJobs} has the jobs whose tasks know nothing of one another: every
 * fact edited alone, grids of settings and seeds, texts made for facts, and adapters evaluated. Below, {@code model} has the one engine of
 * an executor, {@code table} facts and results as rows, {@code job} what tasks do.
 */
@NullMarked
package io.github.modeleditor.spark;

import org.jspecify.annotations.NullMarked;
