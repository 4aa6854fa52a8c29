@NullMarked
package io.github.modeleditor.core.batch;

import org.jspecify.annotations.NullMarked;
