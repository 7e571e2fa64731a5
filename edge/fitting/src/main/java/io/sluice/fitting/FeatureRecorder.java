package io.sluice.fitting;

import io.sluice.fitting.data.DataException;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.SelectedRows;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.LadderRunner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the stages of a frozen network on all rows of a data set once, in batches, and keeps what
 * they give at every exit. Which rows share a batch does not depend on the number of threads, so
 * neither does the recording.
 */
public final class FeatureRecorder {
    /** Rows per batch: large enough that matrix products run at full speed. */
    public static final int BATCH = 64;

    private final Backbone backbone;
    private final LabelledRows rows;
    private final List<TensorSpec> inputs;
    private final int batch;
    private final FitProgressListener listener;
    private final RecordedFeatures recorded;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private long done;

    private FeatureRecorder(
            Backbone backbone,
            List<TensorSpec> inputs,
            LabelledRows rows,
            int batch,
            FitProgressListener listener) {
        if (rows.size() == 0) {
            throw new DataException("the data set has no rows");
        }
        this.backbone = backbone;
        this.batch = batch;
        this.rows = rows;
        this.inputs = inputs;
        this.listener = listener;
        this.recorded = new RecordedFeatures(backbone, rows.size());
    }

    /**
     * Records.
     *
     * @param provider runs the stages, on its first device
     * @param threads at least 1
     * @throws DataException naming row and exit when a feature or logit is NaN or infinite
     * @throws io.sluice.kernel.KernelException when a stage cannot be opened or run
     */
    public static RecordedFeatures record(
            Backbone backbone,
            LabelledRows rows,
            KernelProvider provider,
            int threads,
            FitProgressListener listener) {
        return record(backbone, rows, provider, threads, BATCH, listener);
    }

    /**
     * Records what every stage of a bundle gives in the end, nobody leaving early.
     *
     * @param order which rows, in which order
     * @return for each stage, row after row, its exit's logits, or a stem's summaries, or a
     *     router's features
     */
    public static float[][] recordResults(
            Bundle bundle,
            LabelledRows rows,
            int[] order,
            KernelProvider provider,
            int threads,
            FitProgressListener listener) {
        Backbone stages = Backbone.ofResults(bundle);
        LabelledRows selected = new SelectedRows(rows, order);
        FeatureRecorder recorder =
                new FeatureRecorder(stages, bundle.manifest().inputs(), selected, BATCH, listener);
        try (RecordedFeatures recorded = recorder.record(provider, threads)) {
            float[][] given = new float[stages.exits()][];
            for (int stage = 0; stage < given.length; stage++) {
                given[stage] = recorded.logits(stage);
            }
            return given;
        }
    }

    /** Records in batches of another size. */
    static RecordedFeatures record(
            Backbone backbone,
            LabelledRows rows,
            KernelProvider provider,
            int threads,
            int batch,
            FitProgressListener listener) {
        return new FeatureRecorder(backbone, backbone.inputs(), rows, batch, listener)
                .record(provider, threads);
    }

    private RecordedFeatures record(KernelProvider provider, int threads) {
        try {
            run(provider, threads);
            return recorded;
        } catch (RuntimeException | Error e) {
            recorded.close();
            throw e;
        }
    }

    private void run(KernelProvider provider, int threads) {
        List<StageKernel> kernels = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            String device = provider.devices().get(0);
            for (Backbone.Stage stage : backbone.stages()) {
                kernels.add(provider.open(stage.kernelModel(), device));
            }
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                parts.add(pool.submit(() -> record(kernels, first, threads)));
            }
            await(parts);
        } finally {
            pool.shutdown();
            kernels.forEach(StageKernel::close);
        }
    }

    /** Waits for all, so that no thread uses a kernel that is closed; then throws what failed. */
    private void await(List<Future<?>> parts) {
        RuntimeException failure = null;
        for (Future<?> part : parts) {
            try {
                part.get();
            } catch (ExecutionException e) {
                stopped.set(true);
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                failure = failure == null ? (RuntimeException) e.getCause() : failure;
            } catch (InterruptedException e) {
                stopped.set(true);
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("interrupted while features were recorded", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Every {@code step}th batch from one on. */
    private void record(List<StageKernel> kernels, int firstBatch, int step) {
        try (LadderRunner runner = new LadderRunner(kernels, batch)) {
            long stride = (long) step * batch;
            for (long from = (long) firstBatch * batch;
                    from < rows.size() && !stopped.get();
                    from += stride) {
                record(runner, (int) from, (int) Math.min(batch, rows.size() - from));
            }
        }
    }

    private void record(LadderRunner runner, int from, int count) {
        fill(runner, rows, inputs, from, count);
        runner.run(count);
        for (int exit = 0; exit < backbone.exits(); exit++) {
            Backbone.Stage stage = backbone.stages().get(exit);
            ByteBuffer buffer = runner.buffer(stage.tensor());
            requireFinite(buffer, stage, from, count);
            if (stage.keepsHead()) {
                floats(buffer)
                        .get(recorded.logits(exit), from * stage.width(), count * stage.width());
            } else {
                RowFile file = recorded.features(exit).orElseThrow();
                for (int row = 0; row < count; row++) {
                    file.write(from + row, buffer, row * stage.width() * Float.BYTES);
                }
            }
        }
        report(count);
    }

    /** Puts rows of a data set into the buffers of a runner. */
    static void fill(
            LadderRunner runner, LabelledRows rows, List<TensorSpec> inputs, int from, int count) {
        for (int i = 0; i < inputs.size(); i++) {
            ByteBuffer buffer = runner.buffer(inputs.get(i).name());
            for (int row = 0; row < count; row++) {
                rows.read(from + row, i, buffer, row * inputs.get(i).rowBytes());
            }
        }
    }

    private static void requireFinite(
            ByteBuffer buffer, Backbone.Stage stage, int from, int count) {
        FloatBuffer values = floats(buffer);
        for (int i = 0; i < count * stage.width(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new DataException(
                        "row "
                                + (from + i / stage.width())
                                + ": the "
                                + (stage.keepsHead() ? stage.tensor() : "features")
                                + " of "
                                + stage.exit()
                                + " hold "
                                + values.get(i)
                                + "; expected finite numbers. Look at the row's values, or take it"
                                + " out");
            }
        }
    }

    private static FloatBuffer floats(ByteBuffer buffer) {
        return buffer.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private synchronized void report(int count) {
        done += count;
        listener.progress("recording features", done, rows.size());
    }
}
