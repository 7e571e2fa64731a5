package io.sluice.kernel.testkit;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageBuffers;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An open stage of {@link PlainKernels}. */
final class PlainStage implements StageKernel {
    private final StageModel model;
    private final PlainGraph graph;
    private final PlainScript script;
    private final String device;
    private final int openedAfter;
    private volatile boolean closed;

    /**
     * @param openedAfter how often the device had been lost when the stage was opened
     */
    PlainStage(
            StageModel model,
            PlainGraph graph,
            PlainScript script,
            String device,
            int openedAfter) {
        this.model = model;
        this.graph = graph;
        this.script = script;
        this.device = device;
        this.openedAfter = openedAfter;
    }

    @Override
    public StageModel model() {
        return model;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        StageBuffers.require(model, inputs, outputs, maxBatch);
        return new PlainBinding(List.copyOf(inputs), List.copyOf(outputs), maxBatch);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            script.closing();
        }
    }

    private final class PlainBinding implements Binding {
        private final List<ByteBuffer> inputs;
        private final List<ByteBuffer> outputs;
        private final int maxBatch;

        PlainBinding(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
            this.inputs = inputs;
            this.outputs = outputs;
            this.maxBatch = maxBatch;
        }

        @Override
        public String run(int batch) {
            if (closed) {
                throw new KernelException(model.name() + ": the stage is closed");
            }
            if (batch < 1 || batch > maxBatch) {
                throw new KernelException(
                        model.name() + ": a batch of 1 to " + maxBatch + " rows, not " + batch);
            }
            refuseMarked(script.running(model.name(), batch, openedAfter), batch);
            for (int row = 0; row < batch; row++) {
                runRow(row);
            }
            return device;
        }

        private void refuseMarked(int marker, int batch) {
            int end = batch * model.inputs().get(0).rowBytes();
            for (int at = 0; marker >= 0 && at < end; at++) {
                if ((inputs.get(0).get(at) & 0xff) == marker) {
                    throw new KernelException(
                            model.name() + ": a row has the marker " + marker + " that fails it");
                }
            }
        }

        private void runRow(int row) {
            Map<String, float[]> values = new HashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                TensorSpec spec = model.inputs().get(i);
                values.put(spec.name(), PlainRows.read(spec, ordered(inputs.get(i)), row));
            }
            graph.run(values);
            float skew = script.skew(model.name());
            for (int i = 0; i < outputs.size(); i++) {
                TensorSpec spec = model.outputs().get(i);
                float[] computed = values.get(spec.name()).clone();
                for (int value = 0; value < computed.length; value++) {
                    computed[value] += skew;
                }
                PlainRows.write(spec, ordered(outputs.get(i)), row, computed);
            }
        }

        private static ByteBuffer ordered(ByteBuffer buffer) {
            return buffer.duplicate().clear().order(ByteOrder.nativeOrder());
        }

        @Override
        public void close() {
            // The buffers are the caller's.
        }
    }
}
