package io.sluice.operators.experts;

import io.sluice.operators.Answer;
import io.sluice.operators.serialization.PendingRequestSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/**
 * The requests of one task that are not answered, as Flink keeps them.
 *
 * <p><b>Owned state:</b> a {@link PendingRequest} per request, keyed by its id, and its timers;
 * gone with its answer. <b>Threading:</b> the task's thread.
 */
final class KeyedRequests implements Gathering.Exchange {
    static final ValueStateDescriptor<PendingRequest> PENDING =
            new ValueStateDescriptor<>("pending", PendingRequestSerializer.TYPE);

    private final KeyedStateBackend<String> backend;
    private final ValueState<PendingRequest> pending;
    private final InternalTimerService<VoidNamespace> timers;
    private final BiConsumer<String, Answer> answered;

    /**
     * @param pending the state of {@link #PENDING} in the backend
     * @param answered takes each request's id and answer
     */
    KeyedRequests(
            KeyedStateBackend<String> backend,
            ValueState<PendingRequest> pending,
            InternalTimerService<VoidNamespace> timers,
            BiConsumer<String, Answer> answered) {
        this.backend = backend;
        this.pending = pending;
        this.timers = timers;
        this.answered = answered;
    }

    /** All of them. */
    List<PendingRequest> all() throws Exception {
        List<PendingRequest> all = new ArrayList<>();
        backend.applyToAllKeys(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                PENDING,
                (key, state) -> all.add(state.value()));
        return all;
    }

    @Override
    public PendingRequest pending(String id) {
        backend.setCurrentKey(id);
        try {
            return pending.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void update(String id, PendingRequest request) {
        backend.setCurrentKey(id);
        try {
            pending.update(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void wake(String id, long atMillis) {
        backend.setCurrentKey(id);
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, atMillis);
    }

    @Override
    public void settle(String id, Answer answer, long... wokenAtMillis) {
        backend.setCurrentKey(id);
        pending.clear();
        for (long atMillis : wokenAtMillis) {
            timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, atMillis);
        }
        answered.accept(id, answer);
    }
}
