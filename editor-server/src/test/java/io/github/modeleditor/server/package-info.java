/** Tests of the server, over loopback and with the nano model. */
@org.jspecify.annotations.NullMarked
package io.github.modeleditor.server;
