/**
 * Where the api finds its readers and writers: {@link io.github.modeleditor.core.format.CoreFormatProvider} hands on to
 * {@code dataset} for files of facts, to {@code metric} for files of texts and questions, and to {@code report} for
 * reports. Ablations it writes itself ({@code AblationJson}), since nothing else in this module knows of them.
 */
@NullMarked
package io.github.modeleditor.core.format;

import org.jspecify.annotations.NullMarked;
