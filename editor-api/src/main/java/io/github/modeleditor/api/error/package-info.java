/**
 * The one family of unchecked exceptions this library throws. Each message says what is wrong, where, and what to do.
 */
@NullMarked
package io.github.modeleditor.api.error;

import org.jspecify.annotations.NullMarked;
