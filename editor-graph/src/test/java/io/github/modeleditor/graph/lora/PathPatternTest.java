package io.github.modeleditor.graph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    private static PathPattern pattern(String expression) {
        return PathPattern.of(expression, new PathPattern.Effort(), IllegalStateException::new);
    }

    @Test
    void aWholePathMatches() {
        assertThat(pattern("(.*\\.)?(q_proj|layers\\.1[0-9]\\..*)").matches("model.layers.12.mlp"))
                .isTrue();
        assertThat(pattern(".*q_pro").matches("model.q_proj")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(.*)(.*)(.*)(.*)(.*)(.*)b", "a*a*a*a*a*a*a*b", "(a+)+\\2b"})
    void whatGoesBackForeverIsGivenUp(String expression) {
        String path = "a".repeat(300) + "!";
        assertThatThrownBy(() -> pattern("(.*\\.)?(" + expression + ")").matches(path))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("takes forever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "\\Qa)", "(?:(?:(?:){2000}){2000}){2000}"})
    void whatIsNoExpressionOrRepeatsNothingForeverIsRefused(String expression) {
        assertThatThrownBy(() -> pattern("(.*)?(" + expression + ")")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void patternsMayShareAnEffort() {
        PathPattern.Effort effort = new PathPattern.Effort();
        PathPattern hard = PathPattern.of("a*a*a*a*a*a*a*b", effort, IllegalStateException::new);
        PathPattern plain = PathPattern.of("a", effort, IllegalStateException::new);
        assertThat(plain.matches("a")).isTrue();
        assertThatThrownBy(() -> hard.matches("a".repeat(300))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> plain.matches("a")).isInstanceOf(IllegalStateException.class);
    }
}
