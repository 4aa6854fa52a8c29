package io.github.modeleditor.onnx.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Jinja as chat templates expect it, in a sandbox. */
final class JinjaEnvironment {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LARGEST_COLLECTION = 10_000;
    private static final int DEEPEST_NESTING = 20;

    private JinjaEnvironment() {}

    static Jinjava create(Clock clock) {
        LegacyOverrides asPython = LegacyOverrides.newBuilder()
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .withUsePyishObjectMapper(true)
                .withUseSnakeCasePropertyNaming(true)
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withAllowAdjacentTextNodes(true)
                .withUseTrimmingForNotesAndExpressions(true)
                .withKeepNullableLoopValues(true)
                .withHandleBackslashInQuotesOnly(true)
                .build();
        Jinjava jinja = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withLegacyOverrides(asPython)
                .withTimeZone(clock.getZone())
                .withDateTimeProvider(clock::millis)
                // A question with braces in it is text.
                .withNestedInterpretationEnabled(false)
                .withElResolver(new TemplateResolver())
                .withDisabled(Map.of(Library.TAG, Set.of("include", "import", "from", "extends")))
                .withMaxRenderDepth(DEEPEST_NESTING)
                .withMaxOutputSize(LONGEST_TEXT)
                .withMaxStringLength(LONGEST_TEXT)
                .withMaxListSize(LARGEST_COLLECTION)
                .withMaxMapSize(LARGEST_COLLECTION)
                .build());
        jinja.setResourceLocator((name, encoding, interpreter) -> {
            throw new ResourceNotFoundException("a chat template reads no files, and " + name + " is one");
        });
        jinja.registerTag(new GenerationTag());
        jinja.registerTag(new FilteringForTag());
        jinja.registerFilter(new PythonJsonFilter());
        jinja.registerFunction(function("raise_exception"));
        jinja.registerFunction(function("strftime_now"));
        return jinja;
    }

    private static ELFunctionDefinition function(String name) {
        return new ELFunctionDefinition("", name, TemplateFunctions.class, name, String.class);
    }
}
