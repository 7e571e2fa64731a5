package io.sluice.kernel;

import java.util.List;

/**
 * A stage's graph and its interface, as a provider gets it.
 *
 * @param name for messages and metrics, such as {@code fashion@1.0.0/stage1}
 * @param onnx the serialised ONNX model; treat as read-only
 * @param inputs what {@link StageKernel#bind} will be given
 * @param outputs what it will be asked for
 * @param bitstreams the stage compiled ahead of time, for boards that need it so; a provider that
 *     reads the graph passes over them
 */
public record StageModel(
        String name,
        byte[] onnx,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<Bitstream> bitstreams) {
    public StageModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        bitstreams = List.copyOf(bitstreams);
    }

    /** A stage without bitstreams. */
    public StageModel(String name, byte[] onnx, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        this(name, onnx, inputs, outputs, List.of());
    }
}
