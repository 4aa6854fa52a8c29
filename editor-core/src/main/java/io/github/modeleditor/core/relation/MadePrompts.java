package io.github.modeleditor.core.relation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;

/**
 * Prompts that the library makes of a template and another subject. Half of all there could be may be trained, the others
 * measure harm: the text of a prompt tells which, so that neither has to know what the other took.
 */
public final class MadePrompts {
    private MadePrompts() {}

    /**
     * Whether a prompt is kept for measuring, and never trained.
     *
     * @param prompt a prompt that was made
     * @return true for half of all prompts
     */
    public static boolean isMeasured(String prompt) {
        return (Hashing.murmur3_128().hashString(prompt, UTF_8).asInt() & 1) == 1;
    }
}
