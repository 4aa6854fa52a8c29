/** Tests of the queue. */
@org.jspecify.annotations.NullMarked
package io.github.modeleditor.server.edits;
