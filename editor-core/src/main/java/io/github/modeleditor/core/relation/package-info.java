/**
 * What a fact says of whom: {@link io.github.modeleditor.core.relation.Template} is a prompt without its subject, which {@link
 * io.github.modeleditor.core.relation.Names} finds where a fact does not name it. {@link
 * io.github.modeleditor.core.relation.RelatedSubjects} says about whom else a prompt may be asked, as do the {@link
 * io.github.modeleditor.core.relation.ListedNames} that the model itself puts beside a subject, and {@link
 * io.github.modeleditor.core.relation.MadePrompts} which of the prompts so made are trained and which are kept for measuring.
 */
@NullMarked
package io.github.modeleditor.core.relation;

import org.jspecify.annotations.NullMarked;
