package io.sluice.kernel;

import java.util.List;

/**
 * A stage's graph and its interface, as a provider gets it.
 *
 * @param name for messages and metrics, such as {@code fashion@1.0.0/stage1}
 * @param onnx the serialised ONNX model; treat as read-only
 * @param inputs what {@link StageKernel#bind} will be given
 * @param outputs what it will be asked for
 */
public record StageModel(
        String name, byte[] onnx, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public StageModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
