@NullMarked
package io.github.modeleditor.core.metric;

import org.jspecify.annotations.NullMarked;
