/**
 * Files that are there whole or not at all: {@link io.github.modeleditor.core.storage.AtomicFiles} writes adapters and
 * reports, {@link io.github.modeleditor.core.storage.AtomicFolders} adapters and models of several files.
 */
@NullMarked
package io.github.modeleditor.core.storage;

import org.jspecify.annotations.NullMarked;
