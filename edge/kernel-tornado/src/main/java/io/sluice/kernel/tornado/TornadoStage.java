package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageBuffers;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A stage on a device of TornadoVM.
 *
 * <p>Owned state: a lease of the stage's plans, which end with their last lease. Thread-safe: plans
 * are touched by the device's thread alone.
 */
final class TornadoStage implements StageKernel {
    private final StageModel model;
    private final PlanCache.Lease lease;
    private volatile boolean closed;

    TornadoStage(StageModel model, PlanCache.Lease lease) {
        this.model = model;
        this.lease = lease;
    }

    @Override
    public StageModel model() {
        return model;
    }

    @Override
    public String device() {
        return lease.plans().device();
    }

    @Override
    public Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        StageBuffers.require(model, inputs, outputs, maxBatch);
        requireOpen();
        lease.plans().prepareMore(maxBatch);
        return new TornadoBinding(this, lease.plans(), inputs, outputs, maxBatch);
    }

    void requireOpen() {
        if (closed) {
            throw new KernelException(model.name() + ": the stage is closed");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        lease.close();
    }
}
