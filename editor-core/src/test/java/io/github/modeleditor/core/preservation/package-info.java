@NullMarked
package io.github.modeleditor.core.preservation;

import org.jspecify.annotations.NullMarked;
