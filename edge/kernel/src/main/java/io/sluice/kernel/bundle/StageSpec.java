package io.sluice.kernel.bundle;

import java.util.List;

/**
 * One stage of the ladder and the exit at its end.
 *
 * @param name the stage's name, unique in the bundle
 * @param file its ONNX file, relative to the bundle
 * @param inputs names of its input tensors: bundle inputs, or outputs of the stage before
 * @param outputs names of the tensors it hands to the next stage; empty for the last
 * @param exit name of the exit at its end
 * @param logits name of the output with the exit's logits, FLOAT32 [N, classes]
 * @param multiplyAdds multiply-add operations of one row through this stage and its exit head
 */
public record StageSpec(
        String name,
        String file,
        List<String> inputs,
        List<String> outputs,
        String exit,
        String logits,
        long multiplyAdds) {
    public StageSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
