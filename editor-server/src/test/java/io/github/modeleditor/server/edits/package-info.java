/** Tests of the queue. */
@NullMarked
package io.github.modeleditor.server.edits;

import org.jspecify.annotations.NullMarked;
