package io.sluice.operators.experts;

import io.sluice.gates.PolicyEpoch;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.GoldenCheck;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.budget.Charge;
import io.sluice.operators.stage.BoundStage;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The router's stage, bound for one task: requests in, their features out, in micro-batches.
 *
 * <p><b>Owned state:</b> the binding, and the requests of the batch that is being filled; none
 * outlives {@link #run}. Not thread-safe.
 */
final class RouterStage implements AutoCloseable {
    /** Gets what became of each request, in the order of their admission. */
    interface Routed {
        /**
         * @param features a new array
         * @param provider who computed them
         * @param seconds the request's share of its batch
         */
        void features(Row row, float[] features, String provider, double seconds);

        void failed(Row row, String message);
    }

    /** A request with what it was pinned to when it was admitted. */
    static final class Row extends Charge {
        private final DecodedEvent decoded;
        private final PolicyEpoch epoch;

        Row(DecodedEvent decoded, PolicyEpoch epoch) {
            this.decoded = decoded;
            this.epoch = epoch;
        }

        DecodedEvent decoded() {
            return decoded;
        }

        PolicyEpoch epoch() {
            return epoch;
        }

        /** The same as budgets see it. */
        AdmittedEvent event() {
            return new AdmittedEvent(
                    decoded.event(), epoch, decoded.origin(), decoded.admittedMicros());
        }
    }

    private final ActiveBundle bundle;
    private final BoundStage stage;
    private final ExpertMetrics metrics;
    private final int output;
    private final int features;
    private final String[] failures;
    private final List<Row> rows = new ArrayList<>();

    RouterStage(ActiveBundle bundle, int maxBatch, ExpertMetrics metrics) {
        this.bundle = bundle;
        this.metrics = metrics;
        BundleManifest manifest = bundle.manifest();
        this.features = manifest.requireRouter().rowElements();
        this.stage = new BoundStage(bundle.stage(0), maxBatch);
        this.output = stage.output(manifest.requireRouter().name());
        this.failures = new String[maxBatch];
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    boolean isFull() {
        return rows.size() == stage.capacity();
    }

    /** Takes a request in; there is room. */
    void add(Row request) {
        int row = rows.size();
        for (int i = 0; i < stage.inputs().size(); i++) {
            Tensor tensor = request.decoded().event().input(stage.inputs().get(i).name());
            stage.put(i, row, tensor);
        }
        rows.add(request);
    }

    /** Runs the batch. */
    void run(Routed routed) {
        if (rows.isEmpty()) {
            return;
        }
        double seconds;
        try {
            seconds = stage.run(rows.size());
            Arrays.fill(failures, 0, rows.size(), null);
        } catch (KernelException failed) {
            // Nobody is blamed before the kernel has shown that it works at all.
            new GoldenCheck(bundle.manifest(), bundle.bundle().golden())
                    .check(List.of(bundle.stage(0)));
            seconds = stage.runOneByOne(rows.size(), failures);
        }
        metrics.batchRan(rows.size(), seconds, stage.isTakenOver());
        List<Row> ran = List.copyOf(rows);
        rows.clear();
        for (int row = 0; row < ran.size(); row++) {
            if (failures[row] != null) {
                routed.failed(ran.get(row), failures[row]);
                continue;
            }
            float[] values = new float[features];
            stage.readRow(output, row, values);
            routed.features(ran.get(row), values, stage.ranOn(), seconds / ran.size());
        }
    }

    @Override
    public void close() {
        stage.close();
    }
}
