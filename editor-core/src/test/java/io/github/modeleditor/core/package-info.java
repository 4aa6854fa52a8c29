@NullMarked
package io.github.modeleditor.core;

import org.jspecify.annotations.NullMarked;
