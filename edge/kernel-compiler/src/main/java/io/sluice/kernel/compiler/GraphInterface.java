package io.sluice.kernel.compiler;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import java.util.Arrays;
import java.util.List;

/** Compares what a stage is said to take and give with what its graph takes and gives. */
final class GraphInterface {
    private GraphInterface() {}

    /**
     * @throws KernelException when an input or output is missing, or an input has another dtype or
     *     shape, or a leading axis that is not free
     */
    static void check(StageModel stage, OnnxModel graph) {
        List<TensorSpec> inputs = graph.inputs();
        for (TensorSpec spec : stage.inputs()) {
            TensorSpec own =
                    inputs.stream()
                            .filter(input -> input.name().equals(spec.name()))
                            .findFirst()
                            .orElseThrow(() -> missing(stage, "input", spec, inputs));
            if (!own.equals(spec)) {
                throw mismatch(stage, "input", spec, own);
            }
        }
        if (inputs.size() != stage.inputs().size()) {
            throw new KernelException(
                    stage.name()
                            + ": the graph has inputs "
                            + inputs
                            + ", the stage is given "
                            + stage.inputs());
        }
        graph.inputValues().forEach(value -> requireFreeBatch(stage, value));
        for (TensorSpec spec : stage.outputs()) {
            if (!graph.outputNames().contains(spec.name())) {
                throw missing(stage, "output", spec, graph.outputNames());
            }
        }
    }

    /**
     * @param shapes of the graph for a batch
     * @throws KernelException when an output has another dtype or shape
     */
    static void checkOutputs(StageModel stage, ShapeInference shapes, int batch) {
        for (TensorSpec spec : stage.outputs()) {
            int[] expected = new int[spec.shape().length + 1];
            expected[0] = batch;
            System.arraycopy(spec.shape(), 0, expected, 1, spec.shape().length);
            int[] own = shapes.shape(spec.name());
            if (shapes.dtype(spec.name()) != spec.dtype() || !Arrays.equals(own, expected)) {
                String found =
                        shapes.dtype(spec.name())
                                + Arrays.toString(own)
                                + " at a batch of "
                                + batch;
                throw mismatch(stage, "output", spec, found);
            }
        }
    }

    private static void requireFreeBatch(StageModel stage, ValueInfoProto value) {
        var dimensions = value.getType().getTensorType().getShape().getDimList();
        if (dimensions.isEmpty() || dimensions.get(0).getDimValue() > 0) {
            throw new KernelException(
                    stage.name()
                            + ": input '"
                            + value.getName()
                            + "' has a fixed leading axis; expected a free one, the batch");
        }
    }

    private static KernelException missing(
            StageModel stage, String side, TensorSpec spec, Object present) {
        return new KernelException(
                stage.name()
                        + ": the graph has no "
                        + side
                        + " '"
                        + spec.name()
                        + "'; it has "
                        + present);
    }

    private static KernelException mismatch(
            StageModel stage, String side, TensorSpec spec, Object found) {
        return new KernelException(
                stage.name() + ": " + side + " " + spec + " is " + found + " in the graph");
    }
}
