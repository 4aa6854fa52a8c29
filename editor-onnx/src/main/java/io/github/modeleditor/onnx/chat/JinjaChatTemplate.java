package io.github.modeleditor.onnx.chat;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.ChatTemplate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chat template in Jinja, rendered as Hugging Face's {@code apply_chat_template} renders it. Immutable and thread-safe.
 *
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">Chat templates</a>
 */
public final class JinjaChatTemplate implements ChatTemplate {
    private final Path origin;
    private final String template;
    private final Map<String, String> specialTokens;
    private final Jinjava jinja;

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
        this.template = withoutLastLineBreak(template.replace("\r\n", "\n"));
        this.specialTokens = Map.copyOf(specialTokens);
        this.jinja = JinjaEnvironment.create(clock);
    }

    @Override
    public String render(String question) {
        return render(List.of(message("user", question)), true);
    }

    @Override
    public String render(String question, String answer) {
        return render(List.of(message("user", question), message("assistant", answer)), false);
    }

    private static Map<String, String> message(String role, String content) {
        return ImmutableMap.of("role", role, "content", content);
    }

    /**
     * Renders a conversation.
     *
     * @param messages what was said, each with a {@code role} and a {@code content}
     * @param answerFollows whether to begin the model's answer
     * @return the text
     * @throws UnsupportedModelException if the template refuses the conversation, is no Jinja, or needs what is not there
     */
    String render(List<Map<String, String>> messages, boolean answerFollows) {
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.put("messages", messages);
        variables.put("add_generation_prompt", answerFollows);
        // Functions are no variables to Jinjava, and templates ask whether this one is defined.
        variables.put("strftime_now", true);
        RenderResult result;
        try {
            result = jinja.renderForResult(template, variables);
        } catch (InterpretException e) {
            throw unusable(String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw unusable("it nests too deeply", e);
        }
        if (!result.getErrors().isEmpty()) {
            TemplateError error = result.getErrors().get(0);
            throw unusable(
                    "line " + error.getLineno() + ": " + error.getMessage() + cause(error), error.getException());
        }
        missing(result.getContext()).ifPresent(name -> {
            throw unusable("there is no " + name, null);
        });
        return result.getOutput();
    }

    /** Jinja drops it, and Jinjava does so only after a block. */
    private static String withoutLastLineBreak(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Jinjava passes over filters and tests that it does not know. */
    private static Optional<String> missing(Context context) {
        return context.getResolvedValues().stream()
                .filter(name -> isMissing(name, ExtendedParser.FILTER_PREFIX, context::getFilter)
                        || isMissing(name, ExtendedParser.EXPTEST_PREFIX, context::getExpTest))
                .sorted()
                .findFirst();
    }

    private static boolean isMissing(String name, String prefix, Function<String, @Nullable Object> known) {
        return name.startsWith(prefix) && known.apply(name.substring(prefix.length())) == null;
    }

    /** What the template itself said where it raised an exception. */
    private static String cause(TemplateError error) {
        Exception exception = error.getException();
        return exception == null || exception.getCause() == null
                ? ""
                : ": " + Throwables.getRootCause(exception).getMessage();
    }

    private UnsupportedModelException unusable(String reason, @Nullable Throwable cause) {
        return new UnsupportedModelException(
                "The chat template in " + origin + " cannot be used (" + reason
                        + "). Put a simpler one into chat_template.jinja beside it, or complete prompts instead.",
                cause);
    }
}
