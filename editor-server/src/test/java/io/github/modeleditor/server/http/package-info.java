/** Tests of what stands around calls. */
@org.jspecify.annotations.NullMarked
package io.github.modeleditor.server.http;
