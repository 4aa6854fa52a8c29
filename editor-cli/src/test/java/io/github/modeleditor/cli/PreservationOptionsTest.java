package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.Preservation;
import io.github.modeleditor.api.config.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PreservationOptionsTest {
    private static List<Preservation> preservations(String... arguments) {
        PreservationOptions options = new PreservationOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options.recipe(List.of()).preservations();
    }

    @Test
    void withNothingSaidAllIsHeldThatTheMethodHolds() {
        assertThat(preservations()).isEqualTo(Recipe.preserving().preservations());
        assertThat(preservations("--method", "paper")).isEmpty();
    }

    @Test
    void eachMayBeToldOnItsOwn() {
        assertThat(preservations("--own-neighbours", "3"))
                .containsExactly(Preservation.ownNeighbours(3), Preservation.selfReplay(2), Preservation.targetEnds());
        assertThat(preservations("--self-replay", "5"))
                .containsExactly(Preservation.ownNeighbours(8), Preservation.selfReplay(5), Preservation.targetEnds());
    }

    @Test
    void otherTokensAreHeldWhereThatIsSaid() {
        assertThat(preservations("--other-tokens")).contains(Preservation.otherTokens());
        assertThat(preservations("--method", "paper", "--other-tokens")).containsExactly(Preservation.otherTokens());
    }

    @Test
    void endsOfTargetsAreHeldOrNot() {
        assertThat(preservations("--no-target-ends"))
                .containsExactly(Preservation.ownNeighbours(8), Preservation.selfReplay(2));
        assertThat(preservations("--method", "paper", "--target-ends")).containsExactly(Preservation.targetEnds());
    }
}
