package io.github.modeleditor.onnx.jinja;

/** What a template, a macro or a block has written so far. */
final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Budget budget;

    Output(Budget budget) {
        this.budget = budget;
    }

    void write(String piece) {
        budget.make(piece.length());
        text.append(piece);
        if (text.length() > Budget.LARGEST) {
            budget.make(text.length());
        }
    }

    String text() {
        budget.make(text.length());
        return text.toString();
    }
}
