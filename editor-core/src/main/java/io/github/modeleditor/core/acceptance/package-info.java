/**
 * Which facts of an edit are handed back. {@link io.github.modeleditor.core.acceptance.Gate} trains, has every fact judged by {@link
 * io.github.modeleditor.core.acceptance.Conditions}, tries again, and leaves out what does not pass.
 */
@NullMarked
package io.github.modeleditor.core.acceptance;

import org.jspecify.annotations.NullMarked;
