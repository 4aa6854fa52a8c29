package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;

/** The check behind every text of a fact. */
final class Texts {
    private Texts() {}

    static void require(String what, String text, String prompt) {
        if (text.isBlank() || text.equals(Fact.WORD_JOINER)) {
            String where = prompt.isBlank() ? "" : " of the fact \"" + prompt + "\"";
            throw new InvalidFactException(
                    "The " + what + where + " is blank. Give it at least one visible character.");
        }
    }
}
