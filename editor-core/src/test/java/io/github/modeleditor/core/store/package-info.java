@NullMarked
package io.github.modeleditor.core.store;

import org.jspecify.annotations.NullMarked;
