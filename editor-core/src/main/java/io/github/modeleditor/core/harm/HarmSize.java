package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.core.builtin.GeneralText;

/**
 * How much is asked, at most. A brief look costs as much as a tenth of an edit of a hundred facts, and as little as can be told
 * from for one.
 *
 * @param neighbours of the facts' neighbours
 * @param mates relation mates
 * @param general built-in texts
 * @param written texts of the unedited model
 */
record HarmSize(int neighbours, int mates, int general, int written) {
    private static final HarmSize WHOLE =
            new HarmSize(200, 100, GeneralText.all().size(), 12);

    /**
     * The size for an edit.
     *
     * @param extent brief or whole
     * @param facts how many are edited
     */
    static HarmSize of(HarmExtent extent, int facts) {
        if (extent == HarmExtent.WHOLE) {
            return WHOLE;
        }
        int questions = Math.min(2 * facts, 20 + facts / 3);
        return new HarmSize(
                Math.min(WHOLE.neighbours, questions),
                Math.min(WHOLE.mates, questions),
                Math.min(WHOLE.general, 4 + facts / 5),
                Math.min(WHOLE.written, 2 + facts / 20));
    }
}
