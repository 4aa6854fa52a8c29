package io.github.modeleditor.onnx.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.Instant;
import java.util.Locale;

/** The functions that Hugging Face gives chat templates. Public because Jinjava calls them by reflection. */
@SuppressWarnings("checkstyle:MethodName") // named as templates call them
public final class TemplateFunctions {
    private TemplateFunctions() {}

    /**
     * Refuses a conversation.
     *
     * @param message why
     * @return never
     * @throws IllegalArgumentException always
     */
    public static String raise_exception(String message) {
        throw new IllegalArgumentException(message);
    }

    /**
     * The time now.
     *
     * @param format as Python's {@code strftime} takes it
     * @return the time as text
     */
    public static String strftime_now(String format) {
        JinjavaInterpreter interpreter = JinjavaInterpreter.getCurrent();
        Instant now = Instant.ofEpochMilli(
                interpreter.getConfig().getDateTimeProvider().getCurrentTimeMillis());
        return StrftimeFormatter.format(now.atZone(interpreter.getConfig().getTimeZone()), format, Locale.ENGLISH);
    }
}
