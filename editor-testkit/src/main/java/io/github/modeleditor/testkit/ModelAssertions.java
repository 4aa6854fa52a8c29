package io.github.modeleditor.testkit;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * The entry to assertions about models; a static import of it goes together with that of AssertJ's own.
 *
 * <pre>{@code
 * assertThat(edited)
 *         .completes("The Eiffel Tower is located in the city of").with("Rome")
 *         .keeps(Probe.of("The Louvre is located in the city of", "Paris"))
 *         .hasScoreAtLeast(0.9);
 * }</pre>
 */
public final class ModelAssertions {
    private ModelAssertions() {}

    /**
     * Assertions about what a model says.
     *
     * @param actual an open model
     * @return the assertions
     */
    public static LanguageModelAssert assertThat(@Nullable LanguageModel actual) {
        return new LanguageModelAssert(actual);
    }

    /**
     * Assertions about what an edited model says and how its edit went.
     *
     * @param actual an open model
     * @return the assertions
     */
    public static EditedModelAssert assertThat(@Nullable EditedModel actual) {
        return new EditedModelAssert(actual);
    }
}
