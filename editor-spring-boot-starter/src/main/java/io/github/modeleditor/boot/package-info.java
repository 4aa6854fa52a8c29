/**
 * The starter for Spring Boot 3.5 and 4.0: what {@code modeleditor.*} says becomes beans.
 *
 * <p>{@link io.github.modeleditor.boot.ModelEditorProperties} are those properties, {@link
 * io.github.modeleditor.boot.ModelEditorAutoConfiguration} makes the editor of them; then come the store or the session, and the {@link
 * io.github.modeleditor.api.LanguageModel} that answers. With a store that is a {@link io.github.modeleditor.boot.ServedModel}: it follows
 * the current version, or stays at one. {@code ManagedEditStore} tells listeners of every change, and ends those that are under way when
 * the application does. Beside them stand chat models for Spring AI and LangChain4j, meters, health and an endpoint, each where an
 * application has what they are for.
 *
 * <p>One jar serves both lines. It is compiled with 3.5; health, which is in another package in 4.0, is there for each, and the condition of
 * each names a class of its line. Tests run on both.
 */
@NullMarked
package io.github.modeleditor.boot;

import org.jspecify.annotations.NullMarked;
