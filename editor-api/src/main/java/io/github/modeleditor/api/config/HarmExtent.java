package io.github.modeleditor.api.config;

/** How closely it is looked at what became of the rest of a model. */
public enum HarmExtent {
    /** Not at all: a report says so. */
    NONE,

    /**
     * As far as it takes a small share of what an edit takes: some neighbours, relation mates and general texts, more of them where more
     * facts are edited. Enough to see that a model was hurt, and on some hundred facts how much.
     */
    BRIEF,

    /** All general texts, and the most neighbours and mates that are ever asked, for figures to be compared and published. */
    WHOLE
}
