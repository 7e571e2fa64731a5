package io.sluice.experts;

import io.sluice.gates.experts.device.ExpertBatching;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One expert of an engine: who waits for it, whether it is in memory, how long it takes. Guarded by
 * the engine's lock.
 */
final class Lane {
    /** After this time without a batch nobody knows how long one takes. */
    private static final long PROBE_MICROS = 1_000_000;

    static final int WARM_RUNS = 5;

    private final ExpertModel model;
    private final Timings timings = new Timings();
    private final PriorityQueue<Pending> waiting =
            new PriorityQueue<>(
                    Comparator.comparingLong(Pending::deadlineMicros)
                            .thenComparingLong(Pending::arrivedMicros));
    private OpenExpert open;
    private long loadMicros;
    private long computedAtMicros;
    private long closedUntilMicros;
    private String trouble = "";

    Lane(ExpertModel model) {
        this.model = model;
        this.closedUntilMicros = Experts.nowMicros();
    }

    /** Opens the expert, and runs it a few times to know how long it takes. */
    void openFirst(int maxBatch) {
        long start = Experts.nowMicros();
        OpenExpert expert = model.open(maxBatch);
        loaded(expert, Experts.nowMicros() - start);
        List<List<NamedTensor>> row = List.of(zeros(model));
        for (int i = 0; i < WARM_RUNS; i++) {
            long from = Experts.nowMicros();
            expert.run(row);
            computed(Experts.nowMicros() - from, 1, Experts.nowMicros());
        }
    }

    private static List<NamedTensor> zeros(ExpertModel model) {
        List<NamedTensor> row = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            byte[] bytes = new byte[spec.rowBytes()];
            Tensor zero = Tensor.slice(spec.dtype(), spec.shape(), bytes, 0, bytes.length);
            row.add(new NamedTensor(spec.name(), zero));
        }
        return row;
    }

    ExpertModel model() {
        return model;
    }

    int size() {
        return waiting.size();
    }

    void add(Pending pending) {
        waiting.add(pending);
    }

    /** The earliest deadline, or {@link ExpertBatching#NONE}. */
    long deadline() {
        return waiting.isEmpty() ? ExpertBatching.NONE : waiting.peek().deadlineMicros();
    }

    List<Pending> take(int most) {
        List<Pending> batch = new ArrayList<>();
        while (batch.size() < most && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        return batch;
    }

    /**
     * Takes out those who cannot be answered in time any more. Where nothing was computed for long
     * only those whose time is over: how long it takes is then hardly known.
     */
    List<Pending> takeHopeless(long nowMicros) {
        boolean known = nowMicros - computedAtMicros < PROBE_MICROS;
        long computing = known ? timings.median() : 0;
        long loading = known && open == null ? loadMicros : 0;
        List<Pending> hopeless = new ArrayList<>();
        while (!waiting.isEmpty()
                && ExpertBatching.isHopeless(deadline(), computing, loading, nowMicros)) {
            hopeless.add(waiting.poll());
        }
        return hopeless;
    }

    OpenExpert open() {
        return open;
    }

    boolean isLoaded() {
        return open != null;
    }

    void loaded(OpenExpert expert, long micros) {
        open = expert;
        loadMicros = micros;
        trouble = "";
    }

    /** It could not be opened; nobody tries again before a time. */
    void failed(String why, long untilMicros) {
        trouble = why;
        closedUntilMicros = untilMicros;
    }

    boolean isClosed(long nowMicros) {
        return nowMicros < closedUntilMicros;
    }

    /** Why it could not be opened. */
    String trouble() {
        return trouble;
    }

    /** Takes it out of memory; the caller closes it. */
    OpenExpert unload() {
        OpenExpert was = open;
        open = null;
        return was;
    }

    void computed(long micros, int requests, long nowMicros) {
        timings.add(micros, requests);
        computedAtMicros = nowMicros;
    }

    long computing() {
        return timings.median();
    }

    long loading() {
        return loadMicros;
    }

    /** How long it takes to answer all who wait, microseconds. */
    long backlogMicros(int maxBatch) {
        if (waiting.isEmpty()) {
            return 0;
        }
        long batches = (waiting.size() + maxBatch - 1) / maxBatch;
        return batches * timings.median() + (isLoaded() ? 0 : loadMicros);
    }

    HostedExpert status(PowerModel power) {
        return new HostedExpert(
                model.name(),
                model.bundle(),
                isLoaded(),
                loadMicros,
                timings.median(),
                timings.quantile(0.95),
                timings.quantile(0.99),
                timings.joules(power),
                power.provenance(),
                model.multiplyAdds());
    }
}
