package io.github.modeleditor.onnx.grad;

import static io.github.modeleditor.onnx.grad.Case.check;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/** The forms in which each operator is checked, by the families of the rules. */
final class Cases {
    static final List<Case> ALL = ImmutableList.<Case>builder()
            .addAll(broadcasting())
            .addAll(elementwise())
            .addAll(matrices())
            .addAll(reductions())
            .addAll(normalizations())
            .addAll(shapes())
            .addAll(parts())
            .addAll(indexing())
            .build();

    private Cases() {}

    private static List<Case> broadcasting() {
        return Stream.of("Add", "Sub", "Mul", "Div")
                .flatMap(operator -> Stream.of(
                        check(operator, "equal shapes").x(-2, 3).x(-2, 3),
                        check(operator, "broadcast on the left").x(3).x(-2, 4, 3),
                        check(operator, "broadcast on the right").x(-2, 4, 3).x(1, 3),
                        check(operator, "broadcast on both sides").x(-2, 1, 3).x(4, 1),
                        check(operator, "with a scalar").x(-2, 3).x(),
                        check(operator, "of a value with itself").x(1, 1).x(1)))
                .toList();
    }

    private static List<Case> elementwise() {
        return ImmutableList.<Case>builder()
                .add(check("Pow", "squared").x(-2, 3).number(2))
                .add(check("Pow", "cubed").x(-2, 3).number(3))
                .add(check("Pow", "with a negative exponent").positive(-2, 3).number(-0.5))
                .add(check("Pow", "to the fourth").x(-2, 3).number(4))
                .add(check("Where", "condition of the same shape")
                        .condition(List.of(2L, 2L), 1, 0, 0, 1)
                        .x(2, 2)
                        .x(2, 2))
                .add(check("Where", "all three broadcast")
                        .condition(List.of(3L, 1L), 1, 0, 1)
                        .x(-2, 1, 4)
                        .x(1))
                .add(check("Cast", "to float").x(-2, 3).integer("to", DataType.FLOAT_VALUE))
                .add(check("Cast", "to double").inFloat().x(-2, 3).integer("to", DataType.DOUBLE_VALUE))
                .add(check("Identity", "of a matrix").x(-2, 3))
                .add(check("Neg", "of a matrix").x(-2, 3))
                .add(check("Exp", "of a matrix").x(-2, 3))
                .add(check("Log", "of a matrix").positive(-2, 3))
                .add(check("Sqrt", "of a matrix").positive(-2, 3))
                .add(check("Reciprocal", "of a matrix").x(-2, 3))
                .add(check("Tanh", "of a matrix").x(-2, 3))
                .add(check("Sigmoid", "of a matrix").x(-2, 3))
                .add(check("Erf", "of a matrix").inFloat().x(-2, 3))
                .add(check("Sin", "of a matrix").x(-2, 3))
                .add(check("Cos", "of a matrix").inFloat().x(-2, 3))
                .add(check("Relu", "of both signs").x(-3, 4))
                .add(check("Gelu", "exact").inFloat().atOpset(20).x(-2, 3))
                .add(check("Gelu", "approximate").inFloat().atOpset(20).x(-2, 3).text("approximate", "tanh"))
                .build();
    }

    private static List<Case> matrices() {
        String fused = "com.microsoft:FusedMatMul";
        return ImmutableList.<Case>builder()
                .add(check("MatMul", "two matrices").inFloat().x(-2, 3).x(3, 4))
                .add(check("MatMul", "a batch with a weight")
                        .inFloat()
                        .x(-2, 5, 3)
                        .x(3, 4))
                .add(check("MatMul", "a matrix with a batch").inFloat().x(3, 4).x(-2, 4, 5))
                .add(check("MatMul", "two batches").inFloat().x(-2, 2, 3, 4).x(-2, 2, 4, 5))
                .add(check("MatMul", "leading axes broadcast on the left")
                        .inFloat()
                        .x(1, 2, 3, 4)
                        .x(-3, 2, 4, 5))
                .add(check("MatMul", "leading axes broadcast on the right")
                        .inFloat()
                        .x(-2, 2, 3, 4)
                        .x(2, 4, 5))
                .add(check("MatMul", "leading axes broadcast on both sides")
                        .inFloat()
                        .x(-2, 1, 3, 4)
                        .x(1, 3, 4, 5))
                .add(check(fused, "scaled").inFloat().x(-2, 3).x(3, 4).real("alpha", 0.5))
                .add(check(fused, "left transposed").inFloat().x(3, -2).x(3, 4).integer("transA", 1))
                .add(check(fused, "right transposed").inFloat().x(-2, 3).x(4, 3).integer("transB", 1))
                .add(check(fused, "both transposed, scaled")
                        .inFloat()
                        .x(3, -2)
                        .x(4, 3)
                        .integer("transA", 1)
                        .integer("transB", 1)
                        .real("alpha", 3))
                .add(check(fused, "a batch with a transposed weight, scaled")
                        .inFloat()
                        .x(-2, 5, 3)
                        .x(4, 3)
                        .integer("transB", 1)
                        .real("alpha", 2))
                .add(check(fused, "a transposed batch with a weight")
                        .inFloat()
                        .x(-2, 3, 5)
                        .x(3, 4)
                        .integer("transA", 1))
                .add(check(fused, "transposed batches, broadcast")
                        .inFloat()
                        .x(1, 4, 3)
                        .x(-2, 5, 4)
                        .integer("transA", 1)
                        .integer("transB", 1))
                .add(check("Gemm", "without bias").inFloat().x(-2, 3).x(3, 4))
                .add(check("Gemm", "with bias").inFloat().x(-2, 3).x(3, 4).x(4))
                .add(check("Gemm", "left transposed, scalar bias")
                        .inFloat()
                        .x(3, -2)
                        .x(3, 4)
                        .x()
                        .integer("transA", 1))
                .add(check("Gemm", "right transposed, whole bias, scaled")
                        .inFloat()
                        .x(-2, 3)
                        .x(4, 3)
                        .x(-2, 4)
                        .integer("transB", 1)
                        .real("alpha", 0.5)
                        .real("beta", 2))
                .add(check("Gemm", "both transposed, row bias, scaled")
                        .inFloat()
                        .x(3, -2)
                        .x(4, 3)
                        .x(1, 4)
                        .integer("transA", 1)
                        .integer("transB", 1)
                        .real("alpha", 3)
                        .real("beta", 0.5))
                .build();
    }

    private static List<Case> reductions() {
        return ImmutableList.<Case>builder()
                .add(check("ReduceSum", "axis kept").x(-2, 3, 4).integers(1))
                .add(check("ReduceSum", "axis dropped").x(-2, 3, 4).integers(1).integer("keepdims", 0))
                .add(check("ReduceSum", "two axes, one from the back")
                        .x(-2, 3, 4)
                        .integers(-1, 0)
                        .integer("keepdims", 0))
                .add(check("ReduceSum", "all axes").x(-2, 3))
                .add(check("ReduceSum", "all axes dropped").x(-2, 3).integer("keepdims", 0))
                .add(check("ReduceMean", "axis kept").x(-2, 3, 4).integers(-1))
                .add(check("ReduceMean", "axes dropped")
                        .x(-2, 3, 4)
                        .integers(1, 2)
                        .integer("keepdims", 0))
                .add(check("ReduceMean", "axes as an attribute, kept")
                        .atOpset(17)
                        .x(-2, 3, 4)
                        .list("axes", -1))
                .add(check("ReduceMean", "axes as an attribute, dropped")
                        .atOpset(17)
                        .x(-2, 3, 4)
                        .list("axes", 1)
                        .integer("keepdims", 0))
                .add(check("ReduceMean", "all axes").x(2, 3))
                .build();
    }

    private static List<Case> normalizations() {
        return ImmutableList.<Case>builder()
                .add(check("Softmax", "last axis").x(-2, 3, 4))
                .add(check("Softmax", "middle axis").x(-2, 3, 4).integer("axis", 1))
                .add(check("Softmax", "dynamic axis").x(-2, 3).integer("axis", 0))
                .add(check("LogSoftmax", "last axis").x(-2, 3, 4))
                .add(check("LogSoftmax", "middle axis").x(-2, 3, 4).integer("axis", -2))
                .add(check("LogSoftmax", "dynamic axis").x(-2, 3).integer("axis", 0))
                .add(check("LayerNormalization", "last axis")
                        .inFloat()
                        .x(-2, 3, 4)
                        .x(4)
                        .x(4))
                .add(check("LayerNormalization", "without bias")
                        .inFloat()
                        .x(-2, 3, 4)
                        .x(4))
                .add(check("LayerNormalization", "two axes, another epsilon")
                        .inFloat()
                        .x(-2, 3, 4)
                        .x(3, 4)
                        .x(3, 4)
                        .integer("axis", 1)
                        .real("epsilon", 0.1))
                .build();
    }

    private static List<Case> shapes() {
        return ImmutableList.<Case>builder()
                .add(check("Reshape", "one length dynamic").x(-2, 3, 4).integers(-1, 6))
                .add(check("Reshape", "two lengths dynamic").x(-2, -3, 4).integers(0, 0, 2, 2))
                .add(check("Flatten", "in the middle").x(-2, 3, 4).integer("axis", 2))
                .add(check("Squeeze", "given axes").x(-2, 1, 3, 1).integers(1, -1))
                .add(check("Unsqueeze", "given axes").x(-2, 3).integers(0, 2))
                .add(check("Expand", "one axis").x(-2, 1, 3).integers(1, 4, 1))
                .add(check("Expand", "leading axes").x(3, 1).integers(2, 3, 4))
                .add(check("Transpose", "reversed").x(-2, 3, 4))
                .add(check("Transpose", "a rotation of axes").x(-2, 3, 4).list("perm", 1, 2, 0))
                .build();
    }

    private static List<Case> parts() {
        return ImmutableList.<Case>builder()
                .add(check("Concat", "last axis").x(-2, 3).x(-2, 1).x(-2, 2).integer("axis", -1))
                .add(check("Concat", "first axis").x(3, 2).x(1, 2).integer("axis", 0))
                .add(check("Split", "given lengths")
                        .x(-2, 6)
                        .integers(1, 2, 3)
                        .integer("axis", 1)
                        .outputs(true, true, true))
                .add(check("Split", "with an unused output")
                        .x(-2, 6)
                        .integers(1, 2, 3)
                        .integer("axis", -1)
                        .outputs(true, false, true))
                .add(check("Split", "only the second output used")
                        .x(-2, 4)
                        .integer("axis", 1)
                        .integer("num_outputs", 2)
                        .outputs(false, true))
                .add(check("Slice", "in the middle")
                        .x(-2, 5)
                        .integers(1)
                        .integers(3)
                        .integers(1))
                .add(check("Slice", "from the back")
                        .x(-2, 5)
                        .integers(-3)
                        .integers(-1)
                        .integers(-1))
                .add(check("Slice", "beyond the end, with a step")
                        .x(-2, 5)
                        .integers(2)
                        .integers(Integer.MAX_VALUE)
                        .integers(1)
                        .integers(1))
                .add(check("Slice", "without axes").x(4, 3).integers(-3).integers(4))
                .build();
    }

    private static List<Case> indexing() {
        return ImmutableList.<Case>builder()
                .add(check("Gather", "a constant index").x(-2, 3, 4).index(1).integer("axis", 1))
                .add(check("Gather", "a constant index from the back")
                        .x(-2, 3, 4)
                        .index(-1)
                        .integer("axis", -1))
                .add(check("Gather", "rows, one twice").x(-4, 3).fed(List.of(3L), 2, 0, 2))
                .add(check("Gather", "constant rows").x(4, 3, 2).integers(3, 1))
                .add(check("GatherElements", "one twice")
                        .x(2, 3)
                        .fed(List.of(2L, 2L), 2, 2, 0, 1)
                        .integer("axis", 1))
                .add(check("GatherElements", "along the first axis").x(-2, 3).fed(List.of(1L, 3L), 1, 0, 1))
                .build();
    }
}
