@NullMarked
package io.github.modeleditor.core.relation;

import org.jspecify.annotations.NullMarked;
