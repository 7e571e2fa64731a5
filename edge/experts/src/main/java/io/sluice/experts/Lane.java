package io.sluice.experts;

import io.sluice.energy.PowerModel;
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

    /** An expert in memory that nobody asks is timed so often. */
    static final long IDLE_MICROS = 5_000_000;

    static final int WARM_RUNS = 5;

    /** Of a batch's time; so that a deadline is met more often than not. */
    private static final double CAUTION = 0.9;

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
        OpenExpert expert = openWarm(maxBatch);
        loaded(expert, Experts.nowMicros() - start);
        for (int i = 0; i < WARM_RUNS; i++) {
            long from = Experts.nowMicros();
            expert.run(List.of(zeros()));
            long now = Experts.nowMicros();
            took(now - from, 1, now);
            computed(now);
        }
    }

    /** Opens it and runs it once: its first run is a part of loading and says nothing of others. */
    OpenExpert openWarm(int maxBatch) {
        OpenExpert expert = model.open(maxBatch);
        try {
            expert.run(List.of(zeros()));
            return expert;
        } catch (RuntimeException | Error e) {
            expert.close();
            throw e;
        }
    }

    /** Inputs that are all zero. */
    List<NamedTensor> zeros() {
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

    /** Takes the batch that is next: as many as let the earliest deadline be met. */
    List<Pending> takeBatch(int most, long nowMicros) {
        List<Pending> batch = take(most);
        long[] deadlines = batch.stream().mapToLong(Pending::deadlineMicros).toArray();
        int size =
                ExpertBatching.size(deadlines, times(batch.size(), CAUTION, nowMicros), nowMicros);
        if (size == 0) {
            size = ExpertBatching.size(deadlines, times(batch.size(), 0.5, nowMicros), nowMicros);
        }
        List<Pending> rest = batch.subList(Math.max(1, size), batch.size());
        waiting.addAll(rest);
        rest.clear();
        return batch;
    }

    private long[] times(int most, double share, long nowMicros) {
        long[] times = new long[most];
        for (int i = 0; i < most; i++) {
            times[i] = timings.quantile(share, i + 1, nowMicros);
        }
        return times;
    }

    /**
     * Takes out those who cannot be answered in time any more, even if they are computed alone and
     * as fast as anything was lately. Where nothing was computed for long only those whose time is
     * over: how long it takes is then hardly known.
     */
    List<Pending> takeHopeless(long nowMicros) {
        boolean known = nowMicros - computedAtMicros < PROBE_MICROS;
        long computing = known ? timings.quantile(0, 1, nowMicros) : 0;
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

    /** A batch was computed. */
    void took(long micros, int requests, long nowMicros) {
        timings.add(micros, requests, nowMicros);
    }

    /** It is not computed any more, with success or without. */
    void computed(long nowMicros) {
        computedAtMicros = nowMicros;
    }

    /** When it is to be timed if nobody asks it before, or never while it is not in memory. */
    long idleUntilMicros() {
        return open == null ? Long.MAX_VALUE : computedAtMicros + IDLE_MICROS;
    }

    /** How long a batch takes, microseconds. */
    long computing(int size, long nowMicros) {
        return timings.median(size, nowMicros);
    }

    /** How long a new request's own batch takes at most, microseconds, loading included. */
    long completing(long nowMicros) {
        return timings.quantile(0.95, 1, nowMicros) + (isLoaded() ? 0 : loadMicros);
    }

    long loading() {
        return loadMicros;
    }

    /** How long it takes to answer all who wait, microseconds. */
    long backlogMicros(int maxBatch, long nowMicros) {
        if (waiting.isEmpty()) {
            return 0;
        }
        int rest = waiting.size() % maxBatch;
        long full = waiting.size() / maxBatch * computing(maxBatch, nowMicros);
        return full + (rest == 0 ? 0 : computing(rest, nowMicros)) + (isLoaded() ? 0 : loadMicros);
    }

    HostedExpert status(PowerModel power, long nowMicros) {
        return new HostedExpert(
                model.name(),
                model.bundle(),
                isLoaded(),
                loadMicros,
                timings.median(1, nowMicros),
                timings.quantile(0.95, 1, nowMicros),
                timings.quantile(0.99, 1, nowMicros),
                timings.joules(power, nowMicros),
                power.provenance(),
                model.multiplyAdds());
    }
}
