/**
 * A small decoder that really was trained, as a resource: the model of the first example and of fast tests. {@link
 * io.github.modeleditor.nano.NanoModel} copies its files to a folder, says what it knows, and names edits that show the
 * method well.
 *
 * <pre>{@code
 * ModelEditor editor = ModelEditor.forModel(NanoModel.copyTo(path));
 * }</pre>
 */
@NullMarked
package io.github.modeleditor.nano;

import org.jspecify.annotations.NullMarked;
