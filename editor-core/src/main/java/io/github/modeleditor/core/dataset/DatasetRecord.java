package io.github.modeleditor.core.dataset;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.Optional;

/**
 * One record of a file of facts.
 *
 * @param fact what to teach
 * @param trueStatement what is true today about the record's prompt, where the record says so; the random facts of other
 *     edits are made of these
 */
public record DatasetRecord(Fact fact, Optional<TrainingText> trueStatement) {}
