@NullMarked
package io.github.modeleditor.core.report;

import org.jspecify.annotations.NullMarked;
