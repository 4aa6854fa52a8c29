package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.Fact;
import java.util.Optional;

/**
 * Another subject under the template of a fact.
 *
 * @param fact the fact
 * @param subject the other subject
 * @param prompt the fact's prompt with it
 * @param truth what is true of it, where something tells
 */
record Mate(Fact fact, String subject, String prompt, Optional<String> truth) {}
