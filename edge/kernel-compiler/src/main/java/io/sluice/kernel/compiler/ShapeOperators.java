package io.sluice.kernel.compiler;

import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Operators that leave every element where it is, and changes of type. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        for (String same : List.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity")) {
            lowerings.put(same, node -> node.alias(0, node.input(0)));
        }
        lowerings.put("Dropout", ShapeOperators::dropout);
        lowerings.put("Cast", ShapeOperators::cast);
        lowerings.put("DequantizeLinear", QuantizationOperators::dequantise);
    }

    private static void dropout(OperatorNode node) {
        node.requireOneOutput();
        if (node.has(2) && node.whole(2)[0] != 0) {
            throw node.refused("training is not compiled");
        }
        node.alias(0, node.input(0));
    }

    /** Whole numbers of every type are one type on a device, so that widening moves nothing. */
    private static void cast(OperatorNode node) {
        Value x = node.input(0);
        DType to = node.graph().shapes().dtype(node.node().getOutput(0));
        if (x.dtype() == to || isWidening(x.dtype(), to)) {
            node.alias(0, x);
            return;
        }
        boolean holds = to == DType.FLOAT32 || x.dtype() == DType.FLOAT32 && isWide(to);
        if (!holds) {
            throw node.refused("a cast from " + x.dtype() + " to " + to + " is not compiled");
        }
        int[] all = {x.elements()};
        int[] one = {1};
        node.emit(new Step.Copy(x.operand(), node.output(), all, 0, one, 0, one));
    }

    /** Whether no whole number becomes another; the host refuses those beyond 32 bits. */
    private static boolean isWidening(DType from, DType to) {
        boolean whole = !from.isFloatingPoint() && !to.isFloatingPoint() && to != DType.BOOL;
        return whole && (isWide(to) || from == DType.BOOL || from.bytes() < to.bytes());
    }

    private static boolean isWide(DType dtype) {
        return dtype == DType.INT32 || dtype == DType.INT64;
    }
}
