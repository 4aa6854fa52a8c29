package io.github.modeleditor.graph.grad;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Kept;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the table says a gradient reads of the forward pass is what its rule reads. */
class KeptTest {
    @TestFactory
    Stream<DynamicTest> theTableTellsWhatEveryRuleReads() {
        return Rules.operators().stream()
                .sorted()
                .map(operator -> DynamicTest.dynamicTest(operator.toString(), () -> check(operator)));
    }

    private static void check(Operator operator) throws OrtException {
        boolean readsInput = false;
        boolean readsOutput = false;
        for (Case one : Cases.ALL) {
            if (Operator.named(one.operator()) == operator) {
                Random random = new Random(3);
                Experiment experiment =
                        Experiment.of(one.graph(), List.of(one.feeds(0, random), one.feeds(1, random)), random);
                Differentiation plan = Differentiation.of(experiment.loss(), one.parameters());
                Node node = plan.nodes().stream()
                        .filter(candidate -> candidate.is(operator))
                        .findFirst()
                        .orElseThrow();
                Set<String> read = read(experiment, one, node);
                assertThat(plan.kept(node)).as(one.form()).containsAll(read);
                readsInput |= node.inputs().stream().anyMatch(read::contains);
                readsOutput |= read.contains(node.output());
            }
        }
        assertThat(readsInput)
                .as("reads what was read")
                .isEqualTo(operator.kept() != Kept.NOTHING && operator.kept() != Kept.OUTPUT);
        assertThat(readsOutput)
                .as("reads what was made")
                .isEqualTo(List.of(Kept.OUTPUT, Kept.INPUTS_AND_OUTPUT, Kept.QUOTIENT)
                        .contains(operator.kept()));
    }

    /** Of what is differentiated, and of the first output, what nodes of the way back read but for its shape. */
    private static Set<String> read(Experiment experiment, Case one, Node node) throws OrtException {
        Set<String> forward = new HashSet<>();
        experiment.loss().nodes().forEach(before -> forward.addAll(before.outputs()));
        Graph backward = experiment.gradients(one.parameters());
        Set<String> read = new HashSet<>();
        backward.nodes().stream()
                .filter(added -> !forward.contains(added.output()) && !added.is(Family.SHAPE))
                .forEach(added -> read.addAll(added.inputs()));
        Set<String> ofNumbers = new HashSet<>(one.parameters());
        ofNumbers.add(node.output());
        read.retainAll(ofNumbers);
        return read;
    }
}
