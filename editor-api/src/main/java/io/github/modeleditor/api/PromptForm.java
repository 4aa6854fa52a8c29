package io.github.modeleditor.api;

/** How a prompt is put to a model. */
public enum PromptForm {
    /** As it stands: the model continues the text. */
    PLAIN,

    /** As what a user says, in the chat template of the model: the model answers. */
    CHAT
}
