/** What the tasks of jobs do with a partition of facts, and how the driver hears of it. */
@NullMarked
package io.github.modeleditor.spark.job;

import org.jspecify.annotations.NullMarked;
