package io.sluice.operators.stage;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage bound to direct buffers of its own: rows are put in, a batch is run, results are read or
 * handed on to the rows of another stage.
 *
 * <p><b>Owned state:</b> the buffers and the binding; {@link #close} frees the binding. Not
 * thread-safe.
 */
public final class BoundStage implements AutoCloseable {
    private final List<TensorSpec> inputSpecs;
    private final List<TensorSpec> outputSpecs;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final List<FloatBuffer> floats = new ArrayList<>();
    private final StageKernel.Binding binding;
    private final String device;
    private final int capacity;
    private String ranOn;

    public BoundStage(StageKernel kernel, int maxBatch) {
        this.inputSpecs = kernel.model().inputs();
        this.outputSpecs = kernel.model().outputs();
        this.inputs = allocate(inputSpecs, maxBatch);
        this.outputs = allocate(outputSpecs, maxBatch);
        for (ByteBuffer output : outputs) {
            floats.add(output.asFloatBuffer());
        }
        this.device = kernel.device();
        this.ranOn = device;
        this.capacity = maxBatch;
        this.binding = kernel.bind(inputs, outputs, maxBatch);
    }

    /** The greatest number of rows of a batch. */
    public int capacity() {
        return capacity;
    }

    public List<TensorSpec> inputs() {
        return inputSpecs;
    }

    public List<TensorSpec> outputs() {
        return outputSpecs;
    }

    /** The index of an input by name, −1 when there is none. */
    public int input(String name) {
        return indexOf(inputSpecs, name);
    }

    /** The index of an output by name, −1 when there is none. */
    public int output(String name) {
        return indexOf(outputSpecs, name);
    }

    /** Puts a tensor into a row of an input; it has the input's dtype and shape. */
    public void put(int input, int row, Tensor tensor) {
        inputs.get(input)
                .put(
                        row * inputSpecs.get(input).rowBytes(),
                        tensor.array(),
                        tensor.offset(),
                        tensor.byteLength());
    }

    /** Puts a row of another stage's output into a row of an input. */
    public void put(int input, int row, BoundStage from, int output, int fromRow) {
        int bytes = inputSpecs.get(input).rowBytes();
        inputs.get(input).put(row * bytes, from.outputs.get(output), fromRow * bytes, bytes);
    }

    /**
     * Runs rows 0 to {@code rows − 1}.
     *
     * @return the seconds it took
     * @throws KernelException when the kernel failed; the inputs are as before
     */
    public double run(int rows) {
        long start = System.nanoTime();
        ranOn = binding.run(rows);
        return (System.nanoTime() - start) * 1e-9;
    }

    /**
     * Runs rows one at a time, after their batch failed. The results of those that succeed are in
     * their own rows, as after {@link #run}.
     *
     * @param failures receives why each row failed, or null where it succeeded
     * @return the seconds it took
     */
    public double runOneByOne(int rows, String[] failures) {
        double seconds = 0;
        // A kernel runs from row 0 on. So the others take turns there, and row 0 comes last.
        List<byte[]> first = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            byte[] saved = new byte[inputSpecs.get(i).rowBytes()];
            inputs.get(i).get(0, saved);
            first.add(saved);
        }
        for (int row = rows - 1; row >= 0; row--) {
            for (int i = 0; i < inputs.size(); i++) {
                if (row == 0) {
                    inputs.get(i).put(0, first.get(i));
                } else {
                    copy(inputs.get(i), inputSpecs.get(i).rowBytes(), row, 0);
                }
            }
            try {
                seconds += run(1);
                failures[row] = null;
            } catch (KernelException e) {
                failures[row] = String.valueOf(e.getMessage());
                continue;
            }
            for (int i = 0; i < outputs.size(); i++) {
                copy(outputs.get(i), outputSpecs.get(i).rowBytes(), 0, row);
            }
        }
        return seconds;
    }

    /** Reads the first {@code rows} rows of a float32 output to the start of the target. */
    public void read(int output, int rows, float[] target) {
        floats.get(output).get(0, target, 0, rows * outputSpecs.get(output).rowElements());
    }

    /** Reads one row of a float32 output to the start of the target. */
    public void readRow(int output, int row, float[] target) {
        int elements = outputSpecs.get(output).rowElements();
        floats.get(output).get(row * elements, target, 0, elements);
    }

    /** The provider and device that computed the last run. */
    public String ranOn() {
        return ranOn;
    }

    /** Whether that was another than the stage's own, because its device is lost. */
    public boolean isTakenOver() {
        return !ranOn.equals(device);
    }

    @Override
    public void close() {
        binding.close();
    }

    private static void copy(ByteBuffer buffer, int rowBytes, int from, int to) {
        buffer.put(to * rowBytes, buffer, from * rowBytes, rowBytes);
    }

    private static int indexOf(List<TensorSpec> specs, String name) {
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static List<ByteBuffer> allocate(List<TensorSpec> specs, int rows) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (TensorSpec spec : specs) {
            int bytes = Math.multiplyExact(spec.rowBytes(), rows);
            buffers.add(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
        }
        return buffers;
    }
}
