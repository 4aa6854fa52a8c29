package io.github.modeleditor.testkit;

import io.github.modeleditor.api.LanguageModel;
import org.jspecify.annotations.Nullable;

/** Assertions about what a model says. */
public final class LanguageModelAssert extends AbstractLanguageModelAssert<LanguageModelAssert, LanguageModel> {
    LanguageModelAssert(@Nullable LanguageModel actual) {
        super(actual, LanguageModelAssert.class);
    }
}
