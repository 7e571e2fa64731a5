package io.sluice.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What every provider asks of the buffers it is bound to. */
public final class StageBuffers {
    private StageBuffers() {}

    /**
     * Checks the arguments of {@link StageKernel#bind}.
     *
     * @throws KernelException naming the stage and the tensor whose buffer is not direct, not in
     *     native order, or too small
     */
    public static void require(
            StageModel model, List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        if (maxBatch < 1) {
            throw new KernelException(
                    model.name() + ": a binding holds at least 1 row, not " + maxBatch);
        }
        require(model.name() + ": input ", model.inputs(), inputs, maxBatch);
        require(model.name() + ": output ", model.outputs(), outputs, maxBatch);
    }

    private static void require(
            String side, List<TensorSpec> specs, List<ByteBuffer> buffers, int rows) {
        if (specs.size() != buffers.size()) {
            throw new KernelException(side + "buffers: " + buffers.size() + " for " + specs);
        }
        for (int i = 0; i < specs.size(); i++) {
            ByteBuffer buffer = buffers.get(i);
            long needed = (long) rows * specs.get(i).rowBytes();
            boolean fits = buffer.isDirect() && buffer.capacity() >= needed;
            if (!fits || buffer.order() != ByteOrder.nativeOrder()) {
                throw new KernelException(
                        side
                                + specs.get(i)
                                + " for "
                                + rows
                                + " rows needs a direct buffer in native order of at least "
                                + needed
                                + " bytes, not "
                                + buffer
                                + " in "
                                + buffer.order());
            }
        }
    }
}
