package io.sluice.kernel.compiler;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.onnx.TensorValues;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Operators whose results are known before anything runs. */
final class ConstantOperators {
    private ConstantOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("Constant", ConstantOperators::constant);
        lowerings.put("ConstantOfShape", ConstantOperators::filled);
        // All that these make are lengths, which are known before nodes are lowered.
        for (String lengths : List.of("Shape", "Size")) {
            lowerings.put(
                    lengths,
                    node -> {
                        throw node.refused("the shape of its input is not fixed");
                    });
        }
    }

    private static void constant(OperatorNode node) {
        String output = node.node().getOutput(0);
        TensorProto tensor = node.attributes().tensor("value");
        float[] listed = node.attributes().decimals("value_floats");
        if (tensor == null) {
            tensor =
                    listed == null
                            ? TensorValues.ofFloats(
                                    output,
                                    new float[] {node.attributes().decimal("value_float", 0)})
                            : TensorValues.ofFloats(output, listed, listed.length);
        }
        node.graph().define(output, node.graph().constant(output, tensor));
    }

    private static void filled(OperatorNode node) {
        TensorProto tensor = node.attributes().tensor("value");
        int[] shape = node.outputShape(0);
        int count = StridedAxes.product(shape, 0, shape.length);
        Operand y = node.output();
        if (y.type() == ElementType.FLOAT32) {
            float[] values = new float[count];
            Arrays.fill(values, tensor == null ? 0 : TensorValues.floats(tensor)[0]);
            node.graph().steps().define(y, values);
        } else {
            int[] values = new int[count];
            Arrays.fill(values, Math.toIntExact(TensorValues.longs(tensor)[0]));
            node.graph().steps().define(y, values);
        }
    }
}
