package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.schemas.DType;

/** (q − zero point) · scale, per tensor or along an axis; of constants it is a constant. */
final class QuantizationOperators {
    private QuantizationOperators() {}

    static void dequantise(OperatorNode node) {
        if (node.attributes().integer("block_size", 0) != 0) {
            throw node.refused("scales per block are not compiled");
        }
        Value quantised = node.input(0);
        Value wide = decimals(node, quantised, "wide");
        Value scale = along(node, node.decimals(1), quantised);
        if (node.has(2)) {
            Value zero = along(node, decimals(node, node.input(2), "zero"), quantised);
            Operand shifted = node.between("shifted", wide.shape());
            node.emit(
                    ArithmeticOperators.step(Operator.SUBTRACT, wide, zero, shifted, wide.shape()));
            wide = new Value(shifted, DType.FLOAT32, wide.shape());
        }
        node.emit(
                ArithmeticOperators.step(
                        Operator.MULTIPLY, wide, scale, node.output(), wide.shape()));
    }

    private static Value decimals(OperatorNode node, Value x, String what) {
        Operand wide = node.between(what, x.shape());
        int[] all = {x.elements()};
        int[] one = {1};
        node.emit(new Step.Copy(x.operand(), wide, all, 0, one, 0, one));
        return new Value(wide, DType.FLOAT32, x.shape());
    }

    /** One number, or one for each place along the node's axis. */
    private static Value along(OperatorNode node, Value parameter, Value of) {
        if (parameter.elements() == 1) {
            return parameter.shaped();
        }
        int axis = node.axis(of.rank(), 1);
        return parameter.shaped(ArithmeticOperators.along(axis, of.rank(), parameter.elements()));
    }
}
