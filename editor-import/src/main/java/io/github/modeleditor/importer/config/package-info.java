/** What a model says of itself: {@link io.github.modeleditor.importer.config.Config}. */
@NullMarked
package io.github.modeleditor.importer.config;

import org.jspecify.annotations.NullMarked;
