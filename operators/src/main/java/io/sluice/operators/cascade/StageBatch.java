package io.sluice.operators.cascade;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.operators.stage.BoundStage;
import java.util.Arrays;

/**
 * The batch that is being filled for one stage.
 *
 * <p><b>Owned state:</b> the bound stage, and the events whose rows it holds. <b>Life cycle:</b>
 * append rows, run, read the logits and hand rows on, clear; close frees the binding. Not
 * thread-safe.
 */
final class StageBatch implements AutoCloseable {
    private final StageSpec spec;
    private final BoundStage stage;
    private final InFlight[] rows;
    private final int logitsOutput;
    private final float[] logits;
    private final int classes;

    /**
     * For each input: the previous stage's output that fills it, or −1 for an input of the bundle.
     */
    private final int[] sources;

    private int size;
    private long flushByMillis = Long.MAX_VALUE;
    private double expectedSeconds;

    StageBatch(StageSpec spec, StageKernel kernel, StageBatch previous, int maxBatch) {
        this.spec = spec;
        this.stage = new BoundStage(kernel, maxBatch);
        this.rows = new InFlight[maxBatch];
        this.sources =
                stage.inputs().stream()
                        .map(TensorSpec::name)
                        .mapToInt(name -> previous == null ? -1 : previous.stage.output(name))
                        .toArray();
        this.logitsOutput = stage.output(spec.logits());
        if (logitsOutput < 0) {
            stage.close();
            throw new IllegalArgumentException(
                    "stage " + spec.name() + " has no output '" + spec.logits() + "'");
        }
        this.classes = stage.outputs().get(logitsOutput).rowElements();
        this.logits = new float[classes * maxBatch];
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
            if (sources[i] < 0) {
                String name = stage.inputs().get(i).name();
                stage.put(i, size, event.event.event().input(name));
            } else {
                stage.put(i, size, previous.stage, sources[i], row);
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
        double seconds = stage.run(size);
        stage.read(logitsOutput, size, logits);
        // A moving average over about ten batches follows a change of load, not one slow batch.
        expectedSeconds = expectedSeconds == 0 ? seconds : .9 * expectedSeconds + .1 * seconds;
        return seconds;
    }

    /**
     * Runs the rows one at a time, after their batch failed, and reads their logits.
     *
     * @param failures receives why each row failed, or null where it succeeded
     * @return the seconds it took
     */
    double runOneByOne(String[] failures) {
        double seconds = stage.runOneByOne(size, failures);
        stage.read(logitsOutput, size, logits);
        return seconds;
    }

    /** The provider and device that computed the last run. */
    String ranOn() {
        return stage.ranOn();
    }

    /** Whether that was another than the stage's own, because its device is lost. */
    boolean isTakenOver() {
        return stage.isTakenOver();
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
        stage.close();
    }
}
