/**
 * Facts and results as rows: the schema of facts ({@link io.github.modeleditor.spark.table.FactTable}), of what became of them ({@link
 * io.github.modeleditor.spark.table.ResultTable}), and of texts that the model made for them ({@link
 * io.github.modeleditor.spark.table.TextTable}).
 */
@NullMarked
package io.github.modeleditor.spark.table;

import org.jspecify.annotations.NullMarked;
