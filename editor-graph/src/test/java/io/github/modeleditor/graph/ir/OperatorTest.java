package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Kept;
import io.github.modeleditor.graph.ir.Operator.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:com\\.microsoft)?:?[A-Z][A-Za-z]{2,})\"");

    /** Where a node is asked for its operator by a name, or its operator is given one, the table has no say. */
    private static final Pattern NAMED =
            Pattern.compile("operator\\(\\)\\s*\\.equals|setOpType\\(\"|getOpType\\(\\)\\s*\\.equals");

    /** A rule, a placement, an estimate or a plan that knows an operator knows it from the table, by its constant. */
    @Test
    void nobodyNamesAnOperatorBesideTheTable() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String module : List.of("editor-graph", "editor-onnx")) {
            Path sources = Path.of("..", module, "src", "main", "java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                        .filter(path -> !path.endsWith("ir/Operator.java"))
                        // Kinds of a tokenizer's components, one of which is named as an operator is.
                        .filter(path -> !path.endsWith("model/TokenizerComponents.java"))
                        .toList()) {
                    String source = Files.readString(file);
                    Matcher literal = LITERAL.matcher(source);
                    while (literal.find()) {
                        boolean isOperator = Operator.named(literal.group(1)) != Operator.UNKNOWN
                                || literal.group(1).contains(":");
                        if (isOperator) {
                            named.add(sources.relativize(file) + ": " + literal.group());
                        }
                    }
                    if (NAMED.matcher(source).find()) {
                        named.add(sources.relativize(file) + " compares or gives a name");
                    }
                }
            }
        }
        assertThat(named).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anEntryDoesNotContradictItself(Operator operator) {
        assertThat(operator.is(Trait.NARROW) && operator.is(Trait.FOLLOWING)).isFalse();
        assertThat(Operator.named(operator.toString())).isEqualTo(operator);
        if (operator.is(Trait.STEPWISE)) {
            assertThat(operator.kept()).isEqualTo(Kept.NOTHING);
        }
        if (operator.is(Trait.NO_FLOATS)) {
            assertThat(operator.is(Trait.NARROW) || operator.is(Trait.FOLLOWING))
                    .isFalse();
        }
        if (operator.is(Family.COMPARISON) || operator.is(Family.SHAPE) || operator.is(Family.INDEX)) {
            assertThat(operator.is(Trait.STEPWISE)).isTrue();
        }
    }

    @Test
    void aNameOfADomainIsTakenApart() {
        assertThat(Operator.FUSED_MATMUL.domain()).isEqualTo("com.microsoft");
        assertThat(Operator.FUSED_MATMUL.simpleName()).isEqualTo("FusedMatMul");
        assertThat(Operator.ADD.domain()).isEmpty();
        assertThat(Operator.ADD.simpleName()).isEqualTo("Add");
        assertThat(Operator.named("com.example:Add")).isEqualTo(Operator.UNKNOWN);
    }

    /** Of all operators with one name in two domains, both are told apart. */
    @Test
    void domainsAreToldApart() {
        assertThat(Arrays.stream(Operator.values())
                        .filter(operator -> operator.simpleName().equals("RotaryEmbedding")))
                .containsExactly(Operator.ROTARY_EMBEDDING, Operator.MICROSOFT_ROTARY_EMBEDDING);
    }
}
