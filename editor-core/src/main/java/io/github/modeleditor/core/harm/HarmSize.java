package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.config.HarmExtent;

/**
 * How much is asked, at most. A brief look costs as much as a tenth of an edit of a hundred facts, and as little as can be told
 * from for one.
 *
 * @param neighbours of the facts' neighbours
 * @param mates relation mates
 * @param general built-in texts, of as many as there are
 * @param written texts of the unedited model
 */
record HarmSize(int neighbours, int mates, int general, int written) {
    private static final HarmSize WHOLE = new HarmSize(200, 100, Integer.MAX_VALUE, 12);

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
                4 + facts / 5,
                Math.min(WHOLE.written, 2 + facts / 20));
    }
}
