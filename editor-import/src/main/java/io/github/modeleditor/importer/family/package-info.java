/**
 * Families of decoders. {@link io.github.modeleditor.importer.family.Family} asks what one is made of and answers for Llama; each other
 * class is a table of what is different. {@link io.github.modeleditor.importer.family.Families} finds them by name.
 */
@NullMarked
package io.github.modeleditor.importer.family;

import org.jspecify.annotations.NullMarked;
