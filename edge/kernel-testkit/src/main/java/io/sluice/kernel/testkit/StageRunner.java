package io.sluice.kernel.testkit;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A binding with buffers of its own, for a stage with one float32 input and output. */
public final class StageRunner implements AutoCloseable {
    private final ByteBuffer input;
    private final ByteBuffer output;
    private final int outputWidth;
    private final StageKernel.Binding binding;

    public StageRunner(StageKernel kernel, int maxBatch) {
        TensorSpec in = kernel.model().inputs().get(0);
        TensorSpec out = kernel.model().outputs().get(0);
        input = direct(in, maxBatch);
        output = direct(out, maxBatch);
        outputWidth = out.rowElements();
        binding = kernel.bind(List.of(input), List.of(output), maxBatch);
    }

    /** Runs the rows as one batch and gives the outputs row by row. */
    public List<float[]> run(List<float[]> rows) {
        var values = input.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer();
        rows.forEach(values::put);
        binding.run(rows.size());
        var results = output.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer();
        List<float[]> read = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            float[] row = new float[outputWidth];
            results.get(row);
            read.add(row);
        }
        return read;
    }

    /** A direct buffer in native order with room for a number of rows. */
    public static ByteBuffer direct(TensorSpec spec, int rows) {
        return ByteBuffer.allocateDirect(rows * spec.rowBytes()).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        binding.close();
    }
}
