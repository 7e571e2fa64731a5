package io.sluice.benchmarks.passthrough;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageBuffers;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A kernel that costs nothing: a row's logits are the first values of its first input. It runs the
 * stages of {@link #bundle} only, and is never chosen by {@code auto} before another.
 */
public final class LeadingValues implements KernelProvider {
    public static final String NAME = "leading-values";

    private static final String DEVICE = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return -1000;
    }

    @Override
    public Availability availability() {
        return Availability.yes("copies, for benchmarks");
    }

    @Override
    public List<String> devices() {
        return List.of(DEVICE);
    }

    @Override
    public StageKernel open(StageModel model, String device) {
        return new Stage(model);
    }

    private record Stage(StageModel model) implements StageKernel {
        @Override
        public String device() {
            return NAME + "/" + DEVICE;
        }

        @Override
        public Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
            StageBuffers.require(model, inputs, outputs, maxBatch);
            return new Copy(
                    inputs.get(0),
                    outputs.get(0),
                    model.inputs().get(0).rowBytes(),
                    model.outputs().get(0).rowBytes());
        }

        @Override
        public void close() {}
    }

    private record Copy(ByteBuffer from, ByteBuffer to, int rowIn, int rowOut)
            implements StageKernel.Binding {
        @Override
        public String run(int batch) {
            for (int row = 0; row < batch; row++) {
                to.put(row * rowOut, from, row * rowIn, rowOut);
            }
            return NAME + "/" + DEVICE;
        }

        @Override
        public void close() {}
    }
}
