package io.github.modeleditor.graph.grad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.data.Offset.offset;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule of the table against central differences. With a random weight c of the output and a random direction v of an
 * input, {@code <VJP(c), v>} must be the derivative of {@code g(h) = <c, f(x + h v)>} at h = 0, for which
 *
 * <pre>
 *   (8 (g(h) - g(-h)) - (g(2h) - g(-2h))) / 12h      errs by the fourth power of h
 * </pre>
 */
class RulesTest {
    @TestFactory
    Stream<DynamicContainer> everyRuleEqualsCentralDifferences() {
        return Rules.operators().stream()
                .map(Operator::toString)
                .sorted()
                .map(operator -> DynamicContainer.dynamicContainer(operator, testsOf(operator)));
    }

    private static Stream<DynamicTest> testsOf(String operator) {
        List<Case> cases = Cases.ALL.stream()
                .filter(one -> one.operator().equals(operator))
                .toList();
        return cases.isEmpty()
                ? Stream.of(DynamicTest.dynamicTest("checked", () -> fail(operator + " has a rule and no case")))
                : cases.stream().map(one -> DynamicTest.dynamicTest(one.form(), () -> check(one)));
    }

    @Test
    void everyCaseBelongsToARule() {
        assertThat(Cases.ALL).extracting(one -> Operator.named(one.operator())).isSubsetOf(Rules.operators());
    }

    @Test
    void noOperatorBothHasARuleAndStopsGradients() {
        assertThat(Rules.operators()).noneMatch(operator -> operator.is(Operator.Trait.STEPWISE));
    }

    private static void check(Case one) throws OrtException {
        Random random = new Random(one.toString().hashCode());
        Experiment experiment = Experiment.of(one.graph(), List.of(one.feeds(0, random), one.feeds(1, random)), random);
        Graph backward = experiment.gradients(one.parameters());
        try (PlainOrt forward = PlainOrt.open(one.graph().toProto(), one.graph().folder());
                PlainOrt gradients = PlainOrt.open(backward.toProto(), backward.folder())) {
            for (Map<String, Tensor> feeds : experiment.runs()) {
                Map<String, Tensor> found = gradients.run(feeds);
                for (String parameter : one.parameters()) {
                    Tensor gradient = Tensor.named(GradientBuilder.gradientOf(parameter), found);
                    compare(forward, feeds, parameter, gradient, random);
                }
            }
        }
    }

    private static void compare(
            PlainOrt forward, Map<String, Tensor> feeds, String parameter, Tensor gradient, Random random)
            throws OrtException {
        Tensor x = Tensor.named(parameter, feeds);
        assertThat(gradient.shape()).as("shape of the gradient of " + parameter).isEqualTo(x.shape());
        Tensor v = Tensor.random(x.type(), x.shape(), random);
        boolean exact = feeds.values().stream().noneMatch(tensor -> tensor.type() == DataType.FLOAT);
        double h = exact ? 1e-3 : 0.04;
        double near = loss(forward, feeds, parameter, v, h) - loss(forward, feeds, parameter, v, -h);
        double far = loss(forward, feeds, parameter, v, 2 * h) - loss(forward, feeds, parameter, v, -2 * h);
        double expected = (8 * near - far) / (12 * h);
        double tolerance = (exact ? 1e-7 : 2e-4) * Math.max(1, Math.abs(expected));
        assertThat(gradient.dot(v)).as("derivative along " + parameter).isCloseTo(expected, offset(tolerance));
    }

    /** The weighted sum of the outputs at x + h v. */
    private static double loss(PlainOrt forward, Map<String, Tensor> feeds, String parameter, Tensor v, double h)
            throws OrtException {
        Map<String, Tensor> moved = new HashMap<>(feeds);
        moved.keySet().removeIf(Experiment::isWeight);
        moved.put(parameter, Tensor.named(parameter, feeds).plus(h, v));
        double sum = 0;
        for (Map.Entry<String, Tensor> output : forward.run(moved).entrySet()) {
            sum += Tensor.named(Experiment.weight(output.getKey()), feeds).dot(output.getValue());
        }
        return sum;
    }
}
