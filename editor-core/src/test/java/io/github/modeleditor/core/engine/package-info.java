@NullMarked
package io.github.modeleditor.core.engine;

import org.jspecify.annotations.NullMarked;
