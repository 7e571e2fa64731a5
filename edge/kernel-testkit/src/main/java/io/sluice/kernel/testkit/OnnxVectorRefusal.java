package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.sluice.kernel.onnx.NodeAttributes;
import io.sluice.kernel.onnx.TensorValues;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Why some of the ONNX project's vectors are no stages that are compiled. Each is a rule about the
 * vector, and what the refusal then has to say: so nothing is passed over that could be run, and
 * nothing is refused for another reason.
 */
public enum OnnxVectorRefusal {
    NO_TENSOR(
            "sequences and optional values",
            (vector, compiled) -> !vector.isOfTensors(),
            "has no fixed shape behind its batch axis"),
    NO_DTYPE(
            "element types that no dtype is for",
            (vector, compiled) -> has(vector, OnnxVectorRefusal::hasNoDtype),
            "has element type"),
    EMPTY_INPUT(
            "empty inputs",
            (vector, compiled) -> anyEmpty(OnnxVectorStage.given(vector).values()),
            "has no fixed shape behind its batch axis"),
    NO_OPERATOR(
            "operators that are not compiled",
            (vector, compiled) -> !compiled.containsAll(vector.operators()),
            "this operator is not compiled"),
    FLOAT64(
            "float64",
            (vector, compiled) -> has(vector, tensor -> type(tensor) == DataType.DOUBLE),
            "(?i)float64"),
    EMPTY_OUTPUT(
            "empty outputs", (vector, compiled) -> anyEmpty(vector.outputs().values()), "is empty"),
    THREE_AXES(
            "windows over three axes",
            (vector, compiled) -> anyNode(vector, OnnxVectorRefusal::hasThreeAxes),
            "only windows over one or two axes are compiled"),
    /** Of a device whose kernels count places in a window in 15 bits. */
    LONG_AXES(
            "windows over axes beyond 32767",
            (vector, compiled) -> anyNode(vector, OnnxVectorRefusal::hasLongAxes),
            "must be from 0 to 32767"),
    TRAINING(
            "training",
            (vector, compiled) -> anyNode(vector, OnnxVectorRefusal::trains),
            "training is not compiled"),
    WHOLE_NUMBERS(
            "arithmetic on whole numbers",
            (vector, compiled) -> anyNode(vector, OnnxVectorRefusal::calculatesWithWholeNumbers),
            "expected float32");

    private static final Set<DataType> DTYPES =
            Set.of(
                    DataType.FLOAT,
                    DataType.DOUBLE,
                    DataType.INT8,
                    DataType.UINT8,
                    DataType.INT16,
                    DataType.INT32,
                    DataType.INT64,
                    DataType.BOOL);

    private static final Set<String> WINDOWS = Set.of("Conv", "MaxPool", "AveragePool");

    private static final Set<String> ARITHMETIC =
            Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Clip", "MaxPool");

    private final String why;
    private final BiPredicate<OnnxVector, Set<String>> applies;
    private final String message;

    /**
     * @param why in words, for the count
     * @param applies to a vector, given the operators that are compiled
     * @param message a pattern that the refusal has to contain
     */
    OnnxVectorRefusal(String why, BiPredicate<OnnxVector, Set<String>> applies, String message) {
        this.why = why;
        this.applies = applies;
        this.message = message;
    }

    /** The first of some rules that applies. */
    static Optional<OnnxVectorRefusal> of(
            Set<OnnxVectorRefusal> rules, OnnxVector vector, Set<String> compiled) {
        return rules.stream().filter(rule -> rule.applies.test(vector, compiled)).findFirst();
    }

    String why() {
        return why;
    }

    String message() {
        return message;
    }

    private static boolean has(OnnxVector vector, Predicate<TensorProto> property) {
        return vector.tensors().stream().anyMatch(property);
    }

    private static DataType type(TensorProto tensor) {
        return DataType.forNumber(tensor.getDataType());
    }

    private static boolean hasNoDtype(TensorProto tensor) {
        return !DTYPES.contains(type(tensor));
    }

    private static boolean anyEmpty(Collection<TensorProto> tensors) {
        return tensors.stream().anyMatch(tensor -> TensorValues.count(tensor) == 0);
    }

    private static boolean anyNode(OnnxVector vector, BiPredicate<OnnxVector, NodeProto> property) {
        return vector.model().getGraph().getNodeList().stream()
                .anyMatch(node -> property.test(vector, node));
    }

    private static boolean hasThreeAxes(OnnxVector vector, NodeProto node) {
        TensorProto x = vector.inputs().get(node.getInputCount() == 0 ? "" : node.getInput(0));
        return WINDOWS.contains(node.getOpType()) && x != null && x.getDimsCount() == 5;
    }

    private static boolean hasLongAxes(OnnxVector vector, NodeProto node) {
        TensorProto x = vector.inputs().get(node.getInputCount() == 0 ? "" : node.getInput(0));
        return WINDOWS.contains(node.getOpType())
                && x != null
                && x.getDimsList().stream().skip(2).anyMatch(size -> size > Short.MAX_VALUE);
    }

    private static boolean trains(OnnxVector vector, NodeProto node) {
        List<String> inputs = node.getInputList();
        TensorProto switched = inputs.size() > 2 ? vector.inputs().get(inputs.get(2)) : null;
        boolean dropout = node.getOpType().equals("Dropout") && switched != null;
        return dropout && TensorValues.longs(switched)[0] != 0
                || new NodeAttributes(node).integer("training_mode", 0) != 0;
    }

    private static boolean calculatesWithWholeNumbers(OnnxVector vector, NodeProto node) {
        return ARITHMETIC.contains(node.getOpType())
                && node.getInputList().stream()
                        .map(vector.inputs()::get)
                        .anyMatch(tensor -> tensor != null && type(tensor) != DataType.FLOAT);
    }
}
