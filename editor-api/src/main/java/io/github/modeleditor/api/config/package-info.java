/** What is said once, for every edit of a {@link io.github.modeleditor.api.ModelEditor}. */
@NullMarked
package io.github.modeleditor.api.config;

import org.jspecify.annotations.NullMarked;
