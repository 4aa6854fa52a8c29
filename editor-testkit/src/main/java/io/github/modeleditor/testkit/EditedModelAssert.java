package io.github.modeleditor.testkit;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.report.Scores;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Assertions about what an edited model says and how its edit went. */
public final class EditedModelAssert extends AbstractLanguageModelAssert<EditedModelAssert, EditedModel> {
    EditedModelAssert(@Nullable EditedModel actual) {
        super(actual, EditedModelAssert.class);
    }

    /**
     * Verifies that the edit's report has an edit score of at least a share: the harmonic mean of efficacy, generalization
     * and locality, teacher-forced. Where one of them was not measured there is no score, and the assertion fails.
     *
     * @param minimum from 0 to 1
     * @return these assertions
     * @throws IllegalArgumentException if the minimum is not from 0 to 1
     */
    public EditedModelAssert hasScoreAtLeast(double minimum) {
        if (!(minimum >= 0 && minimum <= 1)) {
            throw new IllegalArgumentException(
                    "A score is a share from 0 to 1, not " + minimum + ". Write 0.9 for 90 percent.");
        }
        isNotNull();
        Scores scores = actual.report().after();
        if (!(scores.score() >= 100 * minimum)) {
            throw failureWithActualExpected(
                    share(scores.score()),
                    "at least " + share(100 * minimum),
                    "%nExpecting edit to have a score of at least%n  %s%nbut was%n  %s%nfrom efficacy %s, generalization %s, locality %s",
                    share(100 * minimum),
                    share(scores.score()),
                    share(scores.efficacy().teacherForced()),
                    share(scores.generalization().teacherForced()),
                    share(scores.locality().teacherForced()));
        }
        return this;
    }

    private static String share(double percent) {
        return Double.isNaN(percent) ? "not measured" : String.format(Locale.ROOT, "%.3f", percent / 100);
    }
}
