package io.sluice.kernel.onnxruntime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;

/** Compares what a stage is said to take and give with what its graph takes and gives. */
final class StageInterface {
    private StageInterface() {}

    /**
     * @throws KernelException when a tensor is missing, has another dtype or shape, or a leading
     *     axis that is not free
     */
    static void check(StageModel model, OrtSession session) throws OrtException {
        check(model.name(), "input", model.inputs(), session.getInputInfo());
        check(model.name(), "output", model.outputs(), session.getOutputInfo());
        if (session.getNumInputs() != model.inputs().size()) {
            throw new KernelException(
                    model.name()
                            + ": the graph has inputs "
                            + session.getInputNames()
                            + ", the stage is given "
                            + model.inputs());
        }
    }

    static OnnxJavaType javaType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    private static void check(
            String stage, String side, List<TensorSpec> specs, Map<String, NodeInfo> graph) {
        for (TensorSpec spec : specs) {
            NodeInfo node = graph.get(spec.name());
            if (node == null) {
                throw new KernelException(
                        stage
                                + ": the graph has no "
                                + side
                                + " '"
                                + spec.name()
                                + "'; it has "
                                + graph.keySet());
            }
            if (!(node.getInfo() instanceof TensorInfo tensor) || !agree(spec, tensor)) {
                throw new KernelException(
                        stage
                                + ": "
                                + side
                                + " "
                                + spec
                                + " is "
                                + node.getInfo()
                                + " in the graph (the leading axis must be free: a batch)");
            }
        }
    }

    private static boolean agree(TensorSpec spec, TensorInfo tensor) {
        long[] shape = tensor.getShape();
        if (tensor.type != javaType(spec.dtype()) || shape.length != spec.shape().length + 1) {
            return false;
        }
        // A dimension of -1 is one that the graph leaves open.
        boolean same = shape[0] < 0;
        for (int axis = 1; axis < shape.length; axis++) {
            same &= shape[axis] < 0 || shape[axis] == spec.shape()[axis - 1];
        }
        return same;
    }
}
