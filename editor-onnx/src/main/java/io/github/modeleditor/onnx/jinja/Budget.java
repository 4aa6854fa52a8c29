package io.github.modeleditor.onnx.jinja;

/**
 * What one rendering may take: steps, characters and elements made, nesting. A published template takes some thousand steps
 * and as many characters as its text has, a few times over; all bounds together are under a second and 100 MB.
 */
final class Budget {
    /** Characters of a text, elements of a collection. */
    static final int LARGEST = 1 << 20;

    private static final int DEEPEST = 400;

    private int steps = 4_000_000;
    private int made = 1 << 24;
    private int depth;

    /** Takes a step: an expression, a statement, an element looked at. */
    void step() {
        step(1);
    }

    void step(long count) {
        if (count > steps) {
            throw new JinjaException("it takes too many steps");
        }
        steps -= (int) count;
    }

    /**
     * Asks for room before something is made.
     *
     * @param size characters or elements
     * @return the size
     */
    int make(long size) {
        if (size > LARGEST) {
            throw new JinjaException("it makes a text or a list of more than " + LARGEST);
        }
        if (size > made) {
            throw new JinjaException("it makes too many texts and lists");
        }
        made -= (int) size;
        step(size >> 4);
        return (int) size;
    }

    /** Goes a level deeper: into an expression, a macro, a list in a list. */
    void enter() {
        step();
        if (++depth > DEEPEST) {
            throw new JinjaException("it nests too deeply");
        }
    }

    void leave() {
        depth--;
    }
}
