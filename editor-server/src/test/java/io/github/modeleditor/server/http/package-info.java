/** Tests of what stands around calls. */
@NullMarked
package io.github.modeleditor.server.http;

import org.jspecify.annotations.NullMarked;
