/** What stands behind the api, for those who write an engine; a caller needs nothing from here. */
@NullMarked
package io.github.modeleditor.api.spi;

import org.jspecify.annotations.NullMarked;
