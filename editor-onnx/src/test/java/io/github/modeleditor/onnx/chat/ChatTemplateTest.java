package io.github.modeleditor.onnx.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates in the style of common model families, rendered as transformers renders them. */
class ChatTemplateTest {
    private static final Path FOLDER = folder();
    private static final Map<String, String> TOKENS = Map.of("bos_token", "<|begin|>", "eos_token", "<|endoftext|>");
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-03-07T09:05:00Z"), ZoneOffset.UTC);

    static Stream<JsonNode> conversations() throws IOException {
        return Streams.stream(
                new ObjectMapper().readTree(FOLDER.resolve("golden.json").toFile()));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void rendersAsTransformers(JsonNode golden) {
        JinjaChatTemplate template =
                template(read(FOLDER.resolve(golden.get("template").textValue())));
        List<Map<String, String>> messages = Streams.stream(golden.get("turns"))
                .<Map<String, String>>map(turn -> ImmutableMap.of(
                        "role", turn.get(0).textValue(), "content", turn.get(1).textValue()))
                .toList();
        boolean answerFollows = golden.get("answer_follows").booleanValue();
        if (golden.has("refused")) {
            assertThatThrownBy(() -> template.render(messages, answerFollows))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll("the.jinja", golden.get("refused").textValue());
        } else {
            assertThat(template.render(messages, answerFollows))
                    .isEqualTo(golden.get("text").textValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass().forName('java.lang.Runtime').getRuntime() }}",
                "{{ messages.getClass() }}",
                "{{ messages[0].role.getBytes() }}",
                "{{ messages.add('x') }}",
                "{{ ____int3rpr3t3r____.getConfig() }}{{ raise_exception('reached') }}",
                "{% include 'module-info.class' %}",
                "{% import 'x' as y %}",
                "{% extends 'x' %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% for i in range(1000) %}{% for j in range(1000) %}{{ 'xxxxxxxxxx' }}{% endfor %}{% endfor %}",
                "{% for a in messages",
                "{{ messages[0]['role' }}",
                "{{ messages | no_such_filter }}",
                "{% for m in messages %}{% if m is no_such_test %}x{% endif %}{% endfor %}",
                "{% macro m(x) %}{{ x | no_such_filter }}{% endmacro %}{{ m(1) }}",
                "{{ no_such_function(1) }}",
                "{% no_such_tag %}",
                "{{ 'a'.no_such_method() }}",
                "{{ messages[::-1] }}"
            })
    void templatesThatReachTooFarOrAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> template(text).render("Hello"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("the.jinja", "Put a simpler one");
    }

    @Test
    void templateNestedTooDeeplyIsRefused() {
        String text = "{{ " + "(".repeat(2_000) + "1" + ")".repeat(2_000) + " }}";
        assertThatThrownBy(() -> template(text).render("Hello")).isInstanceOf(UnsupportedModelException.class);
    }

    @Test
    void fileComesBeforeTheConfigurationAndItsDefaultBeforeOthers(@TempDir Path folder) throws IOException {
        assertThat(ChatTemplateFile.read(folder, Map.of())).isEmpty();
        Path config = folder.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"bos_token\": \"<s>\"}");
        assertThat(ChatTemplateFile.read(folder, Map.of())).isEmpty();
        Files.writeString(config, "{\"bos_token\": \"<s>\", \"chat_template\": \"{{ bos_token + eos_token }}\"}");
        assertThat(rendered(folder, Map.of("bos_token", "<other>", "eos_token", "</s>")))
                .isEqualTo("<s></s>");
        Files.writeString(
                config,
                "{\"eos_token\": {\"content\": \"<end>\", \"lstrip\": false}, \"chat_template\": ["
                        + "{\"name\": \"tool_use\", \"template\": \"tools\"},"
                        + "{\"name\": \"default\", \"template\": \"{{ messages[0].content + eos_token }}\"}]}");
        assertThat(rendered(folder, Map.of())).isEqualTo("Hello<end>");
        Files.writeString(folder.resolve("chat_template.jinja"), "file{{ eos_token }}");
        assertThat(rendered(folder, Map.of())).isEqualTo("file<end>");
        Files.writeString(config, "{");
        assertThatThrownBy(() -> ChatTemplateFile.read(folder, Map.of()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("tokenizer_config.json", "line 1");
    }

    private static String rendered(Path folder, Map<String, String> tokens) {
        return ChatTemplateFile.read(folder, tokens).orElseThrow().render("Hello");
    }

    private static JinjaChatTemplate template(String text) {
        return new JinjaChatTemplate(Path.of("the.jinja"), text, TOKENS, NOW);
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(ChatTemplateTest.class.getResource("/chat"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
