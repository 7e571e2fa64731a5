package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.DeviceFailures;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Runs batches between two sets of buffers, each as one job on the device's thread: rows in, run,
 * rows out. A batch beyond the greatest plan goes in pieces.
 *
 * <p>Owned state: the job, used again for every run.
 */
final class TornadoBinding implements StageKernel.Binding {
    private final TornadoStage stage;
    private final StagePlans plans;
    private final List<TensorSpec> inputSpecs;
    private final List<TensorSpec> outputSpecs;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final int maxBatch;
    private final Run job = new Run();
    private boolean closed;

    TornadoBinding(
            TornadoStage stage,
            StagePlans plans,
            List<ByteBuffer> inputs,
            List<ByteBuffer> outputs,
            int maxBatch) {
        this.stage = stage;
        this.plans = plans;
        this.inputSpecs = stage.model().inputs();
        this.outputSpecs = stage.model().outputs();
        this.inputs = inputs.stream().map(TornadoBinding::whole).toList();
        this.outputs = outputs.stream().map(TornadoBinding::whole).toList();
        this.maxBatch = maxBatch;
    }

    /** The same memory with a position and a limit that nobody changes. */
    private static ByteBuffer whole(ByteBuffer buffer) {
        return buffer.duplicate().clear().order(buffer.order());
    }

    @Override
    public String run(int batch) {
        stage.requireOpen();
        if (closed) {
            throw new KernelException(stage.model().name() + ": the binding is closed");
        }
        if (batch < 1 || batch > maxBatch) {
            throw new KernelException(
                    stage.model().name()
                            + ": a batch has from 1 to "
                            + maxBatch
                            + " rows here, not "
                            + batch);
        }
        job.batch = batch;
        plans.run(job);
        return stage.device();
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Run extends DeviceThread.Job {
        private int batch;

        @Override
        void execute() {
            stage.requireOpen();
            int done = 0;
            while (done < batch) {
                CompiledPlan plan = plans.planFor(batch - done);
                int rows = Math.min(plan.batch(), batch - done);
                if (computed(plan, done, rows)) {
                    done += rows;
                }
            }
        }

        /** Whether the rows are done; if not, the plan was too large and a smaller one is there. */
        private boolean computed(CompiledPlan plan, int first, int rows) {
            for (int i = 0; i < inputs.size(); i++) {
                read(i, first, rows, plan.inputs().get(i));
            }
            try {
                plan.execute();
            } catch (RuntimeException e) {
                if (!DeviceFailures.isOutOfMemory(e)) {
                    throw e;
                }
                plans.shrink(plan, e);
                return false;
            }
            beginWriting();
            for (int i = 0; i < outputs.size(); i++) {
                write(i, plan.outputs().get(i), first, rows);
            }
            endWriting();
            return true;
        }

        private void read(int input, int first, int rows, ByteBuffer to) {
            TensorSpec spec = inputSpecs.get(input);
            if (plans.keepsDtypes()) {
                int bytes = spec.rowBytes();
                to.put(0, inputs.get(input), first * bytes, rows * bytes);
            } else {
                HostRows.read(spec, inputs.get(input), first, rows, to);
            }
        }

        private void write(int output, ByteBuffer from, int first, int rows) {
            TensorSpec spec = outputSpecs.get(output);
            if (plans.keepsDtypes()) {
                int bytes = spec.rowBytes();
                outputs.get(output).put(first * bytes, from, 0, rows * bytes);
            } else {
                HostRows.write(spec, from, outputs.get(output), first, rows);
            }
        }
    }
}
