/**
 * A small decoder that really was trained, as a resource: the model of the first example and of fast tests. {@link
 * io.github.modeleditor.nano.NanoModel} says where it lies, what it knows, and which edits show the method well.
 */
@NullMarked
package io.github.modeleditor.nano;

import org.jspecify.annotations.NullMarked;
