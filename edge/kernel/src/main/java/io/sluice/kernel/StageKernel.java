package io.sluice.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An open stage: one per process, device and model, whatever the number of slots. Thread-safe.
 *
 * <p>Life cycle: {@link #bind} any number of times, run, close every binding, then {@link #close}.
 * Closing truly frees weights and device memory; it is idempotent.
 */
public interface StageKernel extends AutoCloseable {
    /** The model's interface, as it was opened. */
    StageModel model();

    /** The provider and device that run it, such as {@code onnxruntime/cpu}. */
    String device();

    /**
     * Makes a runner between buffers that the caller owns and keeps. Row i of a batch is at byte
     * {@code i * spec.rowBytes()}. Positions and limits of the buffers are neither used nor
     * changed.
     *
     * @param inputs one direct buffer in native order per input of the model, in its order, with
     *     room for {@code maxBatch} rows
     * @param outputs the same for its outputs
     * @param maxBatch the greatest batch that will be run
     * @throws KernelException when a buffer is not direct or too small, or the device cannot
     */
    Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch);

    @Override
    void close();

    /** Runs batches between bound buffers. Confined to one thread at a time. */
    interface Binding extends AutoCloseable {
        /**
         * Reads rows 0 to {@code batch − 1} of the inputs and writes the same rows of the outputs.
         *
         * @param batch from 1 to the bound maximum
         * @return the provider and device that computed the batch: {@link StageKernel#device} of
         *     the stage, or another that took the batch over
         * @throws DeviceLostException when the device is gone; the batch was not computed, and this
         *     binding will not compute another
         * @throws KernelException when the run failed for another reason; the outputs are then
         *     undefined and the binding may be used again
         */
        String run(int batch);

        @Override
        void close();
    }
}
