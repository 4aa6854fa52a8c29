/**
 * What stands behind the api, for those who write an engine. A caller needs nothing from here: {@link
 * io.github.modeleditor.api.ModelEditor} finds an {@link io.github.modeleditor.api.spi.EditorProvider} by {@link
 * java.util.ServiceLoader} and hands it {@link io.github.modeleditor.api.spi.EditorSettings}.
 * Files and reports are read and written by a {@link io.github.modeleditor.api.spi.FormatProvider}. {@link
 * io.github.modeleditor.api.spi.SessionSettings} is a user's own hand on the sessions of an engine.
 */
@NullMarked
package io.github.modeleditor.api.spi;

import org.jspecify.annotations.NullMarked;
