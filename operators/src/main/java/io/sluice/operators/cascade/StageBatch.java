package io.sluice.operators.cascade;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.schemas.Event;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The batch that is being filled for one stage, in direct buffers bound to the stage's kernel.
 *
 * <p><b>Owned state:</b> the buffers, the binding, and the events whose rows they hold. <b>Life
 * cycle:</b> append rows, run, read the logits and hand rows on, clear; close frees the binding.
 * Not thread-safe.
 */
final class StageBatch implements AutoCloseable {
    private final StageSpec spec;
    private final int[] inputRowBytes;
    private final List<String> outputNames;
    private final List<TensorSpec> inputSpecs;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final StageKernel.Binding binding;
    private final InFlight[] rows;
    private final FloatBuffer logitsBuffer;
    private final float[] logits;
    private final int classes;
    private final String device;

    /**
     * For each input: the previous stage's output that fills it, or −1 for an input of the bundle.
     */
    private final int[] sources;

    private int size;
    private long flushByMillis = Long.MAX_VALUE;
    private double expectedSeconds;
    private String ranOn;

    StageBatch(StageSpec spec, StageKernel kernel, StageBatch previous, int maxBatch) {
        this.spec = spec;
        this.inputSpecs = kernel.model().inputs();
        List<TensorSpec> outputSpecs = kernel.model().outputs();
        this.inputRowBytes = inputSpecs.stream().mapToInt(TensorSpec::rowBytes).toArray();
        this.inputs = allocate(inputRowBytes, maxBatch);
        this.outputs =
                allocate(outputSpecs.stream().mapToInt(TensorSpec::rowBytes).toArray(), maxBatch);
        this.rows = new InFlight[maxBatch];
        this.sources = sources(inputSpecs, previous);
        int logitsIndex = indexOf(outputSpecs, spec.logits());
        if (logitsIndex < 0) {
            throw new IllegalArgumentException(
                    "stage " + spec.name() + " has no output '" + spec.logits() + "'");
        }
        this.classes = outputSpecs.get(logitsIndex).rowElements();
        this.logitsBuffer = outputs.get(logitsIndex).asFloatBuffer();
        this.logits = new float[classes * maxBatch];
        this.outputNames = outputSpecs.stream().map(TensorSpec::name).toList();
        this.device = kernel.device();
        this.ranOn = device;
        this.binding = kernel.bind(inputs, outputs, maxBatch);
    }

    StageSpec spec() {
        return spec;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == rows.length;
    }

    int classes() {
        return classes;
    }

    InFlight row(int index) {
        return rows[index];
    }

    /** When the longest waiting event must go on; never when there is none. */
    long flushByMillis() {
        return flushByMillis;
    }

    /** How long a batch of this stage took of late, in seconds. */
    double expectedSeconds() {
        return expectedSeconds;
    }

    /** Appends an event as it was admitted. */
    void append(InFlight event) {
        append(event, null, 0);
    }

    /** Appends an event that survived row {@code row} of the stage before. */
    void append(InFlight event, StageBatch previous, int row) {
        for (int i = 0; i < sources.length; i++) {
            int at = size * inputRowBytes[i];
            if (sources[i] < 0) {
                copyInput(event.event.event(), inputSpecs.get(i), inputs.get(i), at);
            } else {
                ByteBuffer from = previous.outputs.get(sources[i]);
                inputs.get(i).put(at, from, row * inputRowBytes[i], inputRowBytes[i]);
            }
        }
        rows[size++] = event;
        flushByMillis = Math.min(flushByMillis, event.flushByMillis);
    }

    /**
     * Runs the rows that were appended and reads their logits.
     *
     * @return the seconds it took
     * @throws io.sluice.kernel.KernelException when the kernel failed; the rows are as before
     */
    double run() {
        double seconds = runRows(size);
        // A moving average over about ten batches follows a change of load, not one slow batch.
        expectedSeconds = expectedSeconds == 0 ? seconds : .9 * expectedSeconds + .1 * seconds;
        return seconds;
    }

    /** Runs row {@code index} alone, as row 0, after a batch failed; rows before it are spent. */
    double runAlone(int index) {
        for (int i = 0; i < inputs.size(); i++) {
            ByteBuffer input = inputs.get(i);
            input.put(0, input, index * inputRowBytes[i], inputRowBytes[i]);
        }
        return runRows(1);
    }

    private double runRows(int count) {
        long start = System.nanoTime();
        ranOn = binding.run(count);
        double seconds = (System.nanoTime() - start) * 1e-9;
        logitsBuffer.get(0, logits, 0, count * classes);
        return seconds;
    }

    /** The provider and device that computed the last run. */
    String ranOn() {
        return ranOn;
    }

    /** Whether that was another than the stage's own, because its device is lost. */
    boolean isTakenOver() {
        return !ranOn.equals(device);
    }

    /** The logits of the last run, row after row. */
    float[] logits() {
        return logits;
    }

    void clear() {
        Arrays.fill(rows, 0, size, null);
        size = 0;
        flushByMillis = Long.MAX_VALUE;
    }

    @Override
    public void close() {
        binding.close();
    }

    private int[] sources(List<TensorSpec> specs, StageBatch previous) {
        int[] found = new int[specs.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = previous == null ? -1 : previous.outputNames.indexOf(specs.get(i).name());
        }
        return found;
    }

    private static void copyInput(Event event, TensorSpec spec, ByteBuffer target, int at) {
        Tensor tensor = event.input(spec.name());
        target.put(at, tensor.array(), tensor.offset(), tensor.byteLength());
    }

    private static int indexOf(List<TensorSpec> specs, String name) {
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static List<ByteBuffer> allocate(int[] rowBytes, int maxBatch) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int bytes : rowBytes) {
            buffers.add(
                    ByteBuffer.allocateDirect(Math.multiplyExact(bytes, maxBatch))
                            .order(ByteOrder.nativeOrder()));
        }
        return buffers;
    }
}
