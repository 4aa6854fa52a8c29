package io.github.modeleditor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.testkit.NanoExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NanoExtension.class)
class NanoModelKnowsItsFactsTest {
    @Test
    void completesNearlyAllOfThemGreedily(EditingSession nano) {
        LanguageModel model = nano.base();
        List<Fact> facts = NanoModel.facts();

        long known = facts.stream()
                .filter(fact -> model.complete(fact.prompt()).strip().equals(fact.target()))
                .count();

        assertThat((double) known / facts.size()).isGreaterThanOrEqualTo(0.95);
    }
}
