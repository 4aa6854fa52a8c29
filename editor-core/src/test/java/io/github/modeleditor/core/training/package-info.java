@NullMarked
package io.github.modeleditor.core.training;

import org.jspecify.annotations.NullMarked;
