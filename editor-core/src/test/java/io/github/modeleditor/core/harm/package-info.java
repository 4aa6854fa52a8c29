@NullMarked
package io.github.modeleditor.core.harm;

import org.jspecify.annotations.NullMarked;
