package io.github.modeleditor.onnx.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
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

    /** What Jinja2 renders and this package refuses, and why. */
    private static final Map<String, String> REFUSED_HERE =
            Map.of("constructs: block refused", "the tag block is not supported here");

    static Stream<JsonNode> rendered() throws IOException {
        return Streams.stream(
                new ObjectMapper().readTree(FOLDER.resolve("golden.json").toFile()));
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void rendersAsTransformersOrRefusesByName(JsonNode golden) throws IOException {
        String name = golden.get("template").textValue();
        JinjaChatTemplate template = template(Corpus.template(FOLDER, name));
        List<Map<String, Object>> messages =
                Corpus.messages(FOLDER, golden.get("conversation").textValue());
        boolean answerFollows = golden.get("answer_follows").booleanValue();
        if (golden.has("refused") || REFUSED_HERE.containsKey(name)) {
            String reason = golden.path("refused").asText(REFUSED_HERE.getOrDefault(name, ""));
            assertThatThrownBy(() -> template.render(messages, answerFollows))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll("the.jinja", reason);
        } else {
            assertThat(template.render(messages, answerFollows))
                    .isEqualTo(golden.get("text").textValue());
        }
    }

    @Test
    void corpusIsLargeEnoughAndRenderedWhole() throws IOException {
        assertThat(Corpus.names(FOLDER)).hasSizeGreaterThanOrEqualTo(150);
        assertThat(rendered().map(golden -> golden.get("template").textValue())).containsAll(Corpus.names(FOLDER));
    }

    /** Small templates that ask for much: in Python each of them takes hours, or the memory of a machine. */
    static Stream<String> greedy() {
        String doubled = "{% set s = 'a' %}" + "{% set s = s ~ s %}".repeat(18);
        String loops = "{% for a in range(10000) %}".repeat(5) + "{% endfor %}".repeat(5);
        StringBuilder macros = new StringBuilder("{% macro m0() %}x{% endmacro %}");
        for (int i = 1; i < 19; i++) {
            macros.append("{% macro m").append(i).append("() %}");
            macros.append(("{% set a = m" + (i - 1) + "() %}").repeat(10)).append("{% endmacro %}");
        }
        return Stream.of(
                loops,
                "{% for a in range(100000) if a < 0 %}{% endfor %}".repeat(100),
                macros + "{{ m18() }}",
                doubled + "{% set t = s.replace('a', s) %}",
                doubled + "{% set t = s.replace('', s) %}",
                doubled + "{% for i in range(1000) %}{% set t = s.replace('a', 'bb') %}{% endfor %}",
                doubled + doubled.substring(17) + "{{ s }}",
                "{{ 'x' * 1000000000000 }}",
                "{{ [0] * 1000000000 }}",
                "{% set n = namespace(l=[]) %}{% for i in range(100000) %}{% set n.l = n.l + [i] %}{% endfor %}",
                "{% set x = [1] %}" + "{% set x = [x, x] %}".repeat(30) + "{{ x }}",
                "{% set x = [1] %}" + "{% set x = [x, x] %}".repeat(30) + "{{ x == x + [] }}",
                "{% set n = namespace(l=[]) %}{% for i in range(100000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{{ 1 }}".repeat(300_000).replace("1", "'" + "x".repeat(10) + "'"),
                "{{ " + "(".repeat(2_000) + "1" + ")".repeat(2_000) + " }}",
                "{{ 1" + " + 1".repeat(20_000) + " }}",
                "{{ 'a" + " %s".repeat(100_000) + "' % (range(100000) | list) }}",
                "{{ 1 | tojson(indent=1000000000) }}");
    }

    @ParameterizedTest
    @MethodSource("greedy")
    void templateThatAsksForMuchIsRefused(String text) {
        assertThatThrownBy(() -> template(text).render("Hello"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("the.jinja");
    }

    @Test
    void hugeNumbersOfDigitsAreRoundedToAtOnce() {
        assertThat(template("{{ 1.5 | round(100000000) }}{{ 2.5 | round(1099) }}")
                        .render("Hello"))
                .isEqualTo("1.52.5");
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
                "{{ messages | map('no_such_filter') | list }}",
                "{{ messages | xmlattr }}"
            })
    void templatesThatReachTooFarOrAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> template(text).render("Hello"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("the.jinja", "Put a simpler one");
    }

    @Test
    void refusalNamesTheLine() {
        assertThatThrownBy(() -> template("a\n{% if true %}\n{{ nothing.more }}{% endif %}")
                        .render("Hello"))
                .hasMessageContaining("(line 3: 'nothing' is undefined)");
        assertThatThrownBy(() -> template("a\n\n{% if true").render("Hello")).hasMessageContaining("(line 3: ");
    }

    @Test
    void fileThatIsNoTemplateIsNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("chat_template.jinja");
        Files.writeString(file, "x".repeat(1 << 20));
        assertThat(rendered(folder, Map.of())).hasSize(1 << 20);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        assertThatThrownBy(() -> ChatTemplateFile.read(folder, Map.of()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("chat_template.jinja", "3221225472 bytes");
    }

    @Test
    void fileComesBeforeTheConfigurationAndItsDefaultBeforeOthers(@TempDir Path folder) throws IOException {
        assertThat(ChatTemplateFile.read(folder, Map.of())).isEmpty();
        Path config = folder.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"bos_token\": \"<s>\"}");
        assertThat(ChatTemplateFile.read(folder, Map.of())).isEmpty();
        Files.writeString(
                folder.resolve("chat_template.json"), "{\"chat_template\": \"{{ bos_token }}of a processor\"}");
        assertThat(rendered(folder, Map.of())).isEqualTo("<s>of a processor");
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
}
