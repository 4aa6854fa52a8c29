package io.github.modeleditor.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.report.Tally;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
    @Test
    void whatIsSaidStandsBesideTheRest() {
        Tally none = new Tally(0, 0);

        assertThat(standing(new Tally(40, 50), new Tally(30, 40)).toText())
                .isEqualTo("says 49 of 50 facts, keeps 40 of 50 neighbours and 30 of 40 mates, KL 0.052");
        assertThat(standing(none, new Tally(0, 40)).toText())
                .isEqualTo("says 49 of 50 facts, keeps 0 of 40 mates, KL 0.052");
        assertThat(standing(none, none).toText()).isEqualTo("says 49 of 50 facts, KL 0.052");
        assertThat(new Standing(1, 0).toText()).isEqualTo("says 0 of 1 facts");
    }

    private static Standing standing(Tally neighbours, Tally mates) {
        return new Standing(50, 49, Optional.of(new Standing.Rest(neighbours, mates, 0.0517)));
    }
}
