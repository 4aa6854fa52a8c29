/** Tests of the server, over loopback and with the nano model. */
@NullMarked
package io.github.modeleditor.server;

import org.jspecify.annotations.NullMarked;
