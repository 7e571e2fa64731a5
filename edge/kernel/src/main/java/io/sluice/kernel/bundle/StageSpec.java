package io.sluice.kernel.bundle;

import java.util.List;

/**
 * One stage: of a ladder, with the exit at its end, a stem or branch of a sensor bundle, or a
 * router.
 *
 * @param name the stage's name, unique in the bundle
 * @param file its ONNX file, relative to the bundle
 * @param inputs names of its input tensors: bundle inputs, or outputs of the stage before; of a
 *     branch, outputs of the stems of its modalities
 * @param outputs names of the tensors it hands on: to the next stage of a ladder, to the branches
 *     of a sensor bundle, the features of a router; empty for the last stage of a ladder and for a
 *     branch
 * @param exit name of the exit at its end; empty for a stem and a router
 * @param logits name of the output with the exit's logits, FLOAT32 [N, classes]; empty for a stem
 *     and a router
 * @param multiplyAdds multiply-add operations of one row through this stage and its exit's head
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

    /** Whether it ends in an exit, as every stage but stems and routers does. */
    public boolean hasExit() {
        return !logits.isEmpty();
    }
}
