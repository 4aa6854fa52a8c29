/**
 * Where an adapter attaches and how. {@link io.github.modeleditor.graph.lora.TargetModules} finds embedding, head and,
 * by way of {@link io.github.modeleditor.graph.lora.Projections}, the products of attention and MLP; each is a {@link
 * io.github.modeleditor.graph.lora.Projection}. Their names are those that PEFT gives them: {@code ModulePaths} reads
 * what the exporter left of them, and {@code StructuralPaths} tells them from the graph's shape where it left nothing.
 * {@code TargetModuleSelection} takes those that a {@link io.github.modeleditor.api.config.LoraConfig} means.
 *
 * <p>{@link io.github.modeleditor.graph.lora.LoraInsertion} adds {@code (xA)B} to what each of them gives, with A and B
 * as inputs of the graph.
 */
@NullMarked
package io.github.modeleditor.graph.lora;

import org.jspecify.annotations.NullMarked;
