package io.sluice.kernel.bundle;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs every stage of a ladder or sensor bundle on the same batch, no event leaving early: for
 * golden checks, recordings and benchmarks. Confined to one thread.
 *
 * <p>Owned state: one direct buffer per tensor, and a binding per stage. The stages are the
 * caller's.
 */
public final class LadderRunner implements AutoCloseable {
    private final Map<String, ByteBuffer> buffers = new HashMap<>();
    private final List<StageKernel.Binding> bindings = new ArrayList<>();

    /** Binds the stages; each finds its inputs by name among the outputs of those before it. */
    public LadderRunner(List<StageKernel> stages, int maxBatch) {
        try {
            for (StageKernel stage : stages) {
                bindings.add(
                        stage.bind(
                                buffers(stage.model().inputs(), maxBatch),
                                buffers(stage.model().outputs(), maxBatch),
                                maxBatch));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The buffer of an input, cut tensor or output, for all rows, in native order. */
    public ByteBuffer buffer(String tensor) {
        ByteBuffer buffer = buffers.get(tensor);
        if (buffer == null) {
            throw new IllegalArgumentException("no tensor '" + tensor + "' in the ladder");
        }
        return buffer;
    }

    /** Whether some stage takes or gives the tensor. */
    public boolean has(String tensor) {
        return buffers.containsKey(tensor);
    }

    /** Runs all stages on rows 0 to {@code batch − 1}. */
    public void run(int batch) {
        for (StageKernel.Binding binding : bindings) {
            binding.run(batch);
        }
    }

    /** Runs one stage, whose inputs must be there, on rows 0 to {@code batch − 1}. */
    public void run(int stage, int batch) {
        bindings.get(stage).run(batch);
    }

    /** Copies the first values of a float32 tensor. */
    public float[] floats(String tensor, int count) {
        float[] values = new float[count];
        ByteBuffer buffer = buffer(tensor).duplicate().clear().order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().get(values);
        return values;
    }

    private List<ByteBuffer> buffers(List<TensorSpec> specs, int maxBatch) {
        List<ByteBuffer> found = new ArrayList<>();
        for (TensorSpec spec : specs) {
            int bytes = Math.multiplyExact(maxBatch, spec.rowBytes());
            found.add(
                    buffers.computeIfAbsent(
                            spec.name(),
                            name ->
                                    ByteBuffer.allocateDirect(bytes)
                                            .order(ByteOrder.nativeOrder())));
        }
        return found;
    }

    @Override
    public void close() {
        bindings.forEach(StageKernel.Binding::close);
        bindings.clear();
    }
}
