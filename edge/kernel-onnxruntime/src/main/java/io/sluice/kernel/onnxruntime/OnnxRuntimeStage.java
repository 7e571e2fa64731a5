package io.sluice.kernel.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageBuffers;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.StampedLock;

/**
 * A stage as an ONNX Runtime session, shared by all bindings.
 *
 * <p>Owned state: the session. Closing it while a run is under way would end the process, so runs
 * hold a read lock and {@link #close} waits for them.
 */
final class OnnxRuntimeStage implements StageKernel {
    private final StageModel model;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final StampedLock lock = new StampedLock();
    private boolean closed;

    OnnxRuntimeStage(StageModel model, OrtEnvironment environment, OrtSession session) {
        this.model = model;
        this.environment = environment;
        this.session = session;
    }

    @Override
    public StageModel model() {
        return model;
    }

    @Override
    public String device() {
        return OnnxRuntimeProvider.NAME + "/" + OnnxRuntimeProvider.CPU;
    }

    @Override
    public Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        StageBuffers.require(model, inputs, outputs, maxBatch);
        return new OnnxRuntimeBinding(this, inputs, outputs, maxBatch);
    }

    @Override
    public void close() {
        long stamp = lock.writeLock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new KernelException(
                    model.name() + ": the session cannot be closed: " + e.getMessage(), e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Runs a batch from and to pinned tensors. */
    void run(int batch, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        long stamp = lock.readLock();
        try {
            if (closed) {
                throw new KernelException(model.name() + ": the stage is closed");
            }
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new KernelException(
                    model.name()
                            + ": a batch of "
                            + batch
                            + " from "
                            + model.inputs()
                            + " to "
                            + model.outputs()
                            + " failed: "
                            + e.getMessage(),
                    e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** A tensor over the first rows of a buffer. */
    OnnxTensor pin(TensorSpec spec, ByteBuffer buffer, int batch) {
        ByteBuffer rows = buffer.duplicate().clear();
        rows.limit(Math.multiplyExact(batch, spec.rowBytes()));
        long[] shape = new long[spec.shape().length + 1];
        shape[0] = batch;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = spec.shape()[axis - 1];
        }
        try {
            return OnnxTensor.createTensor(
                    environment,
                    rows.slice().order(ByteOrder.nativeOrder()),
                    shape,
                    StageInterface.javaType(spec.dtype()));
        } catch (OrtException e) {
            throw new KernelException(
                    model.name() + ": no tensor for " + spec + ": " + e.getMessage(), e);
        }
    }
}
