package io.github.modeleditor.onnx.chat;

import com.google.common.base.Ascii;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.ChatTemplate;
import io.github.modeleditor.onnx.jinja.JinjaException;
import io.github.modeleditor.onnx.jinja.Template;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chat template in Jinja, rendered as Hugging Face's {@code apply_chat_template} renders it. Immutable and thread-safe. It is
 * parsed when it is first rendered, so that a model whose template is of no use can be edited all the same.
 *
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">Chat templates</a>
 */
public final class JinjaChatTemplate implements ChatTemplate {
    private final Path origin;
    private final Supplier<Template> template;
    private final Map<String, String> specialTokens;
    private final Clock clock;

    /**
     * A template.
     *
     * @param origin the file it comes from, for messages
     * @param template its text
     * @param specialTokens what it calls {@code bos_token}, {@code eos_token} and so on
     */
    JinjaChatTemplate(Path origin, String template, Map<String, String> specialTokens) {
        this(origin, template, specialTokens, Clock.system(ZoneId.systemDefault()));
    }

    JinjaChatTemplate(Path origin, String template, Map<String, String> specialTokens, Clock clock) {
        this.origin = origin;
        this.template = Suppliers.memoize(() -> Template.parse(template));
        this.specialTokens = Map.copyOf(specialTokens);
        this.clock = clock;
    }

    @Override
    public String render(List<Message> messages) {
        return render(
                messages.stream()
                        .map(message -> message(Ascii.toLowerCase(message.role().name()), message.content()))
                        .toList(),
                true);
    }

    @Override
    public String render(String question, String answer) {
        return render(List.of(message("user", question), message("assistant", answer)), false);
    }

    private static Map<String, String> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    /**
     * Renders a conversation.
     *
     * @param messages what was said, each with a {@code role} and a {@code content}
     * @param answerFollows whether to begin the model's answer
     * @return the text
     * @throws UnsupportedModelException if the template refuses the conversation, is no Jinja, or needs what is not there
     */
    String render(List<? extends Map<String, ?>> messages, boolean answerFollows) {
        Map<String, @Nullable Object> variables = new HashMap<>(specialTokens);
        variables.put("messages", messages);
        variables.put("add_generation_prompt", answerFollows);
        // What transformers sets too where a caller has none.
        variables.put("tools", null);
        variables.put("documents", null);
        try {
            return Objects.requireNonNull(template.get()).render(variables, clock);
        } catch (JinjaException e) {
            throw new UnsupportedModelException(
                    "The chat template in " + origin + " cannot be used (" + e.getMessage()
                            + "). Put a simpler one into chat_template.jinja beside it, or complete prompts instead.",
                    e);
        }
    }
}
