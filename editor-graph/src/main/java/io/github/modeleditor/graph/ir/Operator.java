package io.github.modeleditor.graph.ir;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Map;

/**
 * The one table of what is known of operators. Whoever asks something of a node asks it here, by what its operator is ({@link
 * #family}), what the way back reads of it ({@link #kept}) and what else holds of it ({@link Trait}); a rule that is to know one
 * operator more finds it here first.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">Contributed operators</a>
 */
public enum Operator {
    // Products of matrices.
    MATMUL("MatMul", Family.PRODUCT, Kept.OTHER_OPERAND, Trait.NARROW, Trait.BATCHED),
    GEMM("Gemm", Family.PRODUCT, Kept.OTHER_OPERAND, Trait.NARROW),
    FUSED_MATMUL("com.microsoft:FusedMatMul", Family.PRODUCT, Kept.OTHER_OPERAND, Trait.NARROW, Trait.BATCHED),
    MATMUL_N_BITS("com.microsoft:MatMulNBits", Family.PRODUCT, Kept.NOTHING, Trait.NARROW, Trait.QUANTIZED),
    // Of two operands that are broadcast to one shape.
    ADD("Add", Family.ARITHMETIC, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    SUB("Sub", Family.ARITHMETIC, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    MUL("Mul", Family.ARITHMETIC, Kept.OTHER_OPERAND, Trait.FOLLOWING, Trait.CHEAP),
    DIV("Div", Family.ARITHMETIC, Kept.QUOTIENT, Trait.FOLLOWING, Trait.CHEAP),
    POW("Pow", Family.ARITHMETIC, Kept.INPUTS, Trait.CHEAP),
    MAX("Max", Family.ARITHMETIC, Kept.INPUTS, Trait.FOLLOWING),
    MIN("Min", Family.ARITHMETIC, Kept.INPUTS, Trait.FOLLOWING),
    // Of one element each.
    IDENTITY("Identity", Family.UNARY, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    CAST("Cast", Family.UNARY, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    NEG("Neg", Family.UNARY, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    ABS("Abs", Family.UNARY, Kept.INPUTS, Trait.CHEAP),
    EXP("Exp", Family.UNARY, Kept.OUTPUT, Trait.CHEAP),
    LOG("Log", Family.UNARY, Kept.INPUTS),
    SQRT("Sqrt", Family.UNARY, Kept.OUTPUT, Trait.CHEAP),
    RECIPROCAL("Reciprocal", Family.UNARY, Kept.OUTPUT, Trait.CHEAP),
    SIN("Sin", Family.UNARY, Kept.INPUTS),
    COS("Cos", Family.UNARY, Kept.INPUTS),
    CLIP("Clip", Family.UNARY, Kept.INPUTS_AND_OUTPUT),
    CEIL("Ceil", Family.UNARY, Kept.NOTHING, Trait.STEPWISE),
    FLOOR("Floor", Family.UNARY, Kept.NOTHING, Trait.STEPWISE),
    ROUND("Round", Family.UNARY, Kept.NOTHING, Trait.STEPWISE),
    SIGN("Sign", Family.UNARY, Kept.NOTHING, Trait.STEPWISE),
    // Of one element each, and bent, as the units of a network are.
    SIGMOID("Sigmoid", Family.ACTIVATION, Kept.OUTPUT, Trait.FOLLOWING, Trait.CHEAP),
    TANH("Tanh", Family.ACTIVATION, Kept.OUTPUT, Trait.FOLLOWING, Trait.CHEAP),
    ERF("Erf", Family.ACTIVATION, Kept.INPUTS, Trait.CHEAP),
    RELU("Relu", Family.ACTIVATION, Kept.INPUTS, Trait.FOLLOWING, Trait.CHEAP),
    SOFTPLUS("Softplus", Family.ACTIVATION, Kept.INPUTS),
    GELU("Gelu", Family.ACTIVATION, Kept.INPUTS, Trait.FOLLOWING),
    MICROSOFT_GELU("com.microsoft:Gelu", Family.ACTIVATION, Kept.INPUTS, Trait.FOLLOWING),
    FAST_GELU("com.microsoft:FastGelu", Family.ACTIVATION, Kept.INPUTS, Trait.FOLLOWING),
    QUICK_GELU("com.microsoft:QuickGelu", Family.ACTIVATION, Kept.INPUTS_AND_OUTPUT, Trait.FOLLOWING, Trait.CHEAP),
    LEAKY_RELU("LeakyRelu", Family.ACTIVATION, Kept.INPUTS),
    ELU("Elu", Family.ACTIVATION, Kept.INPUTS),
    SELU("Selu", Family.ACTIVATION, Kept.INPUTS),
    CELU("Celu", Family.ACTIVATION, Kept.INPUTS),
    HARD_SIGMOID("HardSigmoid", Family.ACTIVATION, Kept.INPUTS),
    HARD_SWISH("HardSwish", Family.ACTIVATION, Kept.INPUTS),
    MISH("Mish", Family.ACTIVATION, Kept.INPUTS),
    SWISH("Swish", Family.ACTIVATION, Kept.INPUTS),
    // The same elements in another shape.
    RESHAPE("Reshape", Family.RESHAPING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    FLATTEN("Flatten", Family.RESHAPING, Kept.NOTHING, Trait.FOLLOWING),
    SQUEEZE("Squeeze", Family.RESHAPING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    UNSQUEEZE("Unsqueeze", Family.RESHAPING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    // Some elements, or some more than once, or elsewhere.
    TRANSPOSE("Transpose", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    CONCAT("Concat", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    SPLIT("Split", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    SLICE("Slice", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    EXPAND("Expand", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    WHERE("Where", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING, Trait.CHEAP),
    TILE("Tile", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING),
    PAD("Pad", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING),
    TRILU("Trilu", Family.MOVING, Kept.NOTHING),
    GATHER_ELEMENTS("GatherElements", Family.MOVING, Kept.NOTHING),
    GATHER_ND("GatherND", Family.MOVING, Kept.NOTHING, Trait.FOLLOWING),
    TOP_K("TopK", Family.MOVING, Kept.NOTHING, Trait.INDICES_BEHIND),
    SCATTER_ND("ScatterND", Family.MOVING, Kept.NOTHING),
    SCATTER_ELEMENTS("ScatterElements", Family.MOVING, Kept.NOTHING),
    // Rows of a table.
    GATHER("Gather", Family.LOOKUP, Kept.NOTHING, Trait.FOLLOWING),
    GATHER_BLOCK_QUANTIZED(
            "com.microsoft:GatherBlockQuantized", Family.LOOKUP, Kept.NOTHING, Trait.NARROW, Trait.QUANTIZED),
    // Of all elements along axes.
    REDUCE_SUM("ReduceSum", Family.REDUCING, Kept.NOTHING, Trait.CHEAP),
    REDUCE_MEAN("ReduceMean", Family.REDUCING, Kept.NOTHING, Trait.CHEAP),
    REDUCE_MAX("ReduceMax", Family.REDUCING, Kept.INPUTS),
    SOFTMAX("Softmax", Family.SOFTMAX, Kept.OUTPUT),
    LOG_SOFTMAX("LogSoftmax", Family.SOFTMAX, Kept.OUTPUT),
    // Of each row, by its own mean or deviation.
    LAYER_NORMALIZATION("LayerNormalization", Family.NORMALIZING, Kept.INPUTS),
    SIMPLIFIED_LAYER_NORMALIZATION("SimplifiedLayerNormalization", Family.NORMALIZING, Kept.INPUTS, Trait.CHEAP),
    RMS_NORMALIZATION("RMSNormalization", Family.NORMALIZING, Kept.INPUTS),
    // By the angle of a position.
    ROTARY_EMBEDDING("RotaryEmbedding", Family.ROTATION, Kept.NOTHING, Trait.NARROW),
    MICROSOFT_ROTARY_EMBEDDING("com.microsoft:RotaryEmbedding", Family.ROTATION, Kept.NOTHING, Trait.NARROW),
    // Truths.
    EQUAL("Equal", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    GREATER("Greater", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    GREATER_OR_EQUAL("GreaterOrEqual", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    LESS("Less", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    LESS_OR_EQUAL("LessOrEqual", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    IS_NAN("IsNaN", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    IS_INF("IsInf", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    NOT("Not", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    AND("And", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    OR("Or", Family.COMPARISON, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    // Shapes, and what is made of shapes alone.
    SHAPE("Shape", Family.SHAPE, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    SIZE("Size", Family.SHAPE, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    CONSTANT_OF_SHAPE("ConstantOfShape", Family.SHAPE, Kept.NOTHING, Trait.STEPWISE),
    RANGE("Range", Family.SHAPE, Kept.NOTHING, Trait.STEPWISE),
    // Indices.
    ARG_MAX("ArgMax", Family.INDEX, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    ARG_MIN("ArgMin", Family.INDEX, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    NON_ZERO("NonZero", Family.INDEX, Kept.NOTHING, Trait.STEPWISE, Trait.NO_FLOATS),
    // Between numbers and integers that stand for them.
    ONE_HOT("OneHot", Family.ENCODING, Kept.NOTHING, Trait.STEPWISE),
    QUANTIZE_LINEAR("QuantizeLinear", Family.ENCODING, Kept.NOTHING, Trait.NO_FLOATS),
    DYNAMIC_QUANTIZE_LINEAR("DynamicQuantizeLinear", Family.ENCODING, Kept.NOTHING, Trait.NO_FLOATS),
    MATMUL_INTEGER_TO_FLOAT("com.microsoft:MatMulIntegerToFloat", Family.ENCODING, Kept.NOTHING),
    // Graphs inside a node.
    IF("If", Family.CONTROL, Kept.NOTHING),
    LOOP("Loop", Family.CONTROL, Kept.NOTHING),
    SCAN("Scan", Family.CONTROL, Kept.NOTHING),
    // What lowering takes apart or away.
    CONSTANT("Constant", Family.COMPOSITE, Kept.NOTHING),
    DROPOUT("Dropout", Family.COMPOSITE, Kept.NOTHING),
    ATTENTION("com.microsoft:Attention", Family.COMPOSITE, Kept.NOTHING),
    STANDARD_ATTENTION("Attention", Family.COMPOSITE, Kept.NOTHING),
    BIAS_GELU("com.microsoft:BiasGelu", Family.COMPOSITE, Kept.NOTHING),
    GROUP_QUERY_ATTENTION("com.microsoft:GroupQueryAttention", Family.COMPOSITE, Kept.NOTHING),
    MULTI_HEAD_ATTENTION("com.microsoft:MultiHeadAttention", Family.COMPOSITE, Kept.NOTHING),
    SKIP_LAYER_NORMALIZATION("com.microsoft:SkipLayerNormalization", Family.COMPOSITE, Kept.NOTHING),
    SKIP_SIMPLIFIED_LAYER_NORMALIZATION(
            "com.microsoft:SkipSimplifiedLayerNormalization", Family.COMPOSITE, Kept.NOTHING),
    /** Writes into a cache of a fixed length, from set 24 on. It has no gradient. */
    TENSOR_SCATTER("TensorScatter", Family.UNKNOWN, Kept.INPUTS),
    /** Any other. Nothing is known of it, so it has no gradient, and stays as it is. */
    UNKNOWN("", Family.UNKNOWN, Kept.INPUTS);

    private static final ImmutableSet<String> QUANTIZED_OTHERWISE = ImmutableSet.of(
            "MatMulInteger",
            "DynamicQuantizeLinear",
            "DequantizeLinear",
            "QLinearMatMul",
            "com.microsoft:MatMulBnb4",
            "com.microsoft:DynamicQuantizeMatMul",
            "com.microsoft:MatMulIntegerToFloat");

    private static final Map<String, Operator> BY_NAME = Maps.uniqueIndex(Arrays.asList(values()), Operator::toString);

    private final String name;
    private final Family family;
    private final Kept kept;
    private final ImmutableSet<Trait> traits;

    Operator(String name, Family family, Kept kept, Trait... traits) {
        this.name = name;
        this.family = family;
        this.kept = kept;
        this.traits = ImmutableSet.copyOf(traits);
    }

    /**
     * Whether a name is that of an operator by which tools quantize that know no MatMulNBits; there is no gradient through these.
     *
     * @param name as models have it
     * @return true for some that are in the table, and some that are not
     */
    public static boolean quantizesOtherwise(String name) {
        return QUANTIZED_OTHERWISE.contains(name);
    }

    /**
     * An operator by its name.
     *
     * @param name as models have it, after its domain and a colon outside the standard one
     * @return what is known of it; {@link #UNKNOWN} where it is not in the table
     */
    public static Operator named(String name) {
        return BY_NAME.getOrDefault(name, UNKNOWN);
    }

    /**
     * Its domain.
     *
     * @return such as {@code com.microsoft}; empty for the standard one
     */
    public String domain() {
        return name.substring(0, Math.max(0, name.indexOf(':')));
    }

    /**
     * Its name in its domain.
     *
     * @return such as {@code FusedMatMul}
     */
    public String simpleName() {
        return name.substring(name.indexOf(':') + 1);
    }

    /**
     * What kind of thing it does.
     *
     * @return its family
     */
    public Family family() {
        return family;
    }

    /**
     * What its gradient reads of the forward pass.
     *
     * @return what has to be kept until the way back
     */
    public Kept kept() {
        return kept;
    }

    /**
     * Whether something holds of it.
     *
     * @param trait what
     * @return true if it does
     */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /**
     * Whether it is of a family.
     *
     * @param wanted the family
     * @return true if so
     */
    public boolean is(Family wanted) {
        return family == wanted;
    }

    /** Its name as models have it, such as {@code com.microsoft:FusedMatMul}. */
    @Override
    public String toString() {
        return name;
    }

    /** What operators do. */
    public enum Family {
        /** Multiplies matrices. */
        PRODUCT,
        /** Computes with two operands, element by element, that are broadcast to one shape. */
        ARITHMETIC,
        /** Makes of each element another one. */
        UNARY,
        /** Makes of each element another one by a function that is bent, as the units of a network are. */
        ACTIVATION,
        /** Gives the same elements in another shape. */
        RESHAPING,
        /** Moves, repeats or chooses elements. */
        MOVING,
        /** Takes slices of its first operand by indices, as an embedding does. */
        LOOKUP,
        /** Makes one number of many. */
        REDUCING,
        /** Makes shares of the elements of an axis. */
        SOFTMAX,
        /** Scales rows by what they are themselves. */
        NORMALIZING,
        /** Turns pairs of elements by angles. */
        ROTATION,
        /** Makes truths. */
        COMPARISON,
        /** Makes shapes, or something of shapes alone. */
        SHAPE,
        /** Makes indices of elements. */
        INDEX,
        /** Writes numbers as integers, or computes with such. */
        ENCODING,
        /** Runs graphs of its own. */
        CONTROL,
        /** Several operators in one, or none at all: lowering leaves none of these. */
        COMPOSITE,
        /** Nothing is known. */
        UNKNOWN;

        /** Whether what is read goes no further: shapes, indices and truths are made of it. */
        boolean endsFlow() {
            return this == SHAPE || this == INDEX || this == COMPARISON;
        }
    }

    /** What of the forward pass a gradient reads; shapes and integers do not count. */
    public enum Kept {
        /** Nothing. */
        NOTHING,
        /** Of two operands the one that is not differentiated. */
        OTHER_OPERAND,
        /** The divisor, and where that is differentiated the quotient. */
        QUOTIENT,
        /** What was read. */
        INPUTS,
        /** What was made. */
        OUTPUT,
        /** Both. */
        INPUTS_AND_OUTPUT
    }

    /** What else may hold of an operator. */
    public enum Trait {
        /** Its output does not change with small changes of its inputs: its gradient is zero by definition. */
        STEPWISE,
        /** It gives integers or truths, never floating-point numbers. */
        NO_FLOATS,
        /** What it gives after its first output are indices. */
        INDICES_BEHIND,
        /** It reads a weight of a few bits. */
        QUANTIZED,
        /** It multiplies the last two axes, and broadcasts those in front. */
        BATCHED,
        /** It is computed in less time than it takes to write its output and read it again, or about that. */
        CHEAP,
        /** In half precision it computes in 16 bits. */
        NARROW,
        /** In half precision it computes in 16 bits where nothing it reads is of single precision. */
        FOLLOWING
    }
}
