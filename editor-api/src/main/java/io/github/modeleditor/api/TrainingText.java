package io.github.modeleditor.api;

/**
 * One text to train on: a prompt, and the target whose likelihood is raised.
 *
 * @param prompt what the model is given; not blank
 * @param target what it should say next; not blank
 */
public record TrainingText(String prompt, String target) {
    public TrainingText {
        Fact.requireText("prompt of a training text", prompt, prompt);
        Fact.requireText("target of a training text", target, prompt);
    }
}
