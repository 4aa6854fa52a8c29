/**
 * Files that are there whole or not at all, also when the disk is full or the machine stops half-way: {@link
 * io.github.modeleditor.core.storage.AtomicFiles} writes adapters and reports, {@link
 * io.github.modeleditor.core.storage.AtomicFolders} adapters and models of several files. Both write beside the place
 * and move what they wrote there at the end. Both can be asked beforehand whether a place will do, so that an edit does
 * not take its time in vain.
 */
@NullMarked
package io.github.modeleditor.core.storage;

import org.jspecify.annotations.NullMarked;
