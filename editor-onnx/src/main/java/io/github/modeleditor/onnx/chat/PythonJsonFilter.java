package io.github.modeleditor.onnx.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code tojson} as Python's {@code json.dumps(value, ensure_ascii=False, indent=...)} writes it. */
final class PythonJsonFilter implements Filter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String getName() {
        return "tojson";
    }

    @Override
    public Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
        Object indent = named.getOrDefault("indent", arguments.length > 0 ? arguments[0] : null);
        return write(value, indent instanceof Number spaces ? spaces.intValue() : -1);
    }

    @Override
    public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        return write(value, arguments.length > 0 ? Integer.parseInt(arguments[0]) : -1);
    }

    private static String write(@Nullable Object value, int indent) {
        Separators separators = new Separators()
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEntrySpacing(indent < 0 ? Spacing.AFTER : Spacing.NONE)
                .withArrayValueSpacing(indent < 0 ? Spacing.AFTER : Spacing.NONE)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        if (indent < 0) {
            printer.indentObjectsWith(new DefaultPrettyPrinter.NopIndenter());
            printer.indentArraysWith(new DefaultPrettyPrinter.NopIndenter());
        } else {
            DefaultIndenter lines = new DefaultIndenter(" ".repeat(indent), "\n");
            printer.indentObjectsWith(lines);
            printer.indentArraysWith(lines);
        }
        try {
            return MAPPER.writer(printer).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tojson cannot write " + value, e);
        }
    }
}
