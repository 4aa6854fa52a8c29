package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;
import java.util.Objects;

/**
 * One text to train on: a prompt, and the target whose likelihood is raised.
 *
 * @param prompt what the model is given; not blank
 * @param target what it should say next; not blank
 * @param form how the prompt is put to the model
 */
public record TrainingText(String prompt, String target, PromptForm form) {
    public TrainingText {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(form, "form");
        Texts.require("prompt of a training text", prompt, prompt);
        Texts.require("target of a training text", target, prompt);
    }

    /**
     * A text in the plain form.
     *
     * @param prompt what the model is given
     * @param target what it should say next
     * @throws InvalidFactException if either is blank
     */
    public TrainingText(String prompt, String target) {
        this(prompt, target, PromptForm.PLAIN);
    }
}
