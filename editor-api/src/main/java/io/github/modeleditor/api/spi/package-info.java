/**
 * What stands under the api, for those who write an engine; a caller needs nothing from here.
 *
 * <p>{@link io.github.modeleditor.api.ModelEditor} finds an {@link io.github.modeleditor.api.spi.EditorProvider} by
 * {@link java.util.ServiceLoader} and hands it {@link io.github.modeleditor.api.spi.EditorSettings}: the model's folder
 * and all that was said about editing it. Files of facts and reports are read and written by a {@link
 * io.github.modeleditor.api.spi.FormatProvider}, which is found in the same way. {@link
 * io.github.modeleditor.api.spi.SessionSettings} is a user's own hand on the sessions of an engine, for what its
 * runtime can do and no setting names. {@link io.github.modeleditor.api.spi.InputFiles} says what a file has to be before it is
 * read whole.
 */
@NullMarked
package io.github.modeleditor.api.spi;

import org.jspecify.annotations.NullMarked;
