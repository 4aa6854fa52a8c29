/**
 * The one family of unchecked exceptions that this library throws, under {@link
 * io.github.modeleditor.api.error.ModelEditorException}. Each message says what is wrong, where, and what to do.
 *
 * <ul>
 *   <li>What was asked for: {@link io.github.modeleditor.api.error.InvalidFactException}, {@link
 *       io.github.modeleditor.api.error.InvalidConfigurationException}, {@link
 *       io.github.modeleditor.api.error.ModelClosedException}.
 *   <li>The model: {@link io.github.modeleditor.api.error.InvalidModelException} if its files cannot be read, {@link
 *       io.github.modeleditor.api.error.UnsupportedModelException} if what they hold cannot be edited.
 *   <li>Other files: {@link io.github.modeleditor.api.error.DatasetException}, {@link
 *       io.github.modeleditor.api.error.AdapterException}, {@link io.github.modeleditor.api.error.ReportException}, and
 *       {@link io.github.modeleditor.api.error.StorageException} where nothing can be written.
 *   <li>A store of edits: {@link io.github.modeleditor.api.error.StoreException}, whose kind says which of few reasons.
 *   <li>The machine: {@link io.github.modeleditor.api.error.DeviceException}, and {@link
 *       io.github.modeleditor.api.error.DeviceMemoryException} where less would fit.
 *   <li>The edit itself, with the weights reached by then: {@link
 *       io.github.modeleditor.api.error.EditCancelledException}, {@link
 *       io.github.modeleditor.api.error.TrainingDivergedException}.
 * </ul>
 */
@NullMarked
package io.github.modeleditor.api.error;

import org.jspecify.annotations.NullMarked;
