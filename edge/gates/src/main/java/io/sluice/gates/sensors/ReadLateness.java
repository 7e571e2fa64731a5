package io.sluice.gates.sensors;

import io.sluice.gates.sensors.AlignerState.OpenTick;

/**
 * How late frames are read against what is usual for their key, and how long ticks wait for it: as
 * long again as their first frame is late, from the longest wait up to when a silent modality
 * counts as dead. Our rule.
 *
 * <p>Usual is the least time that lately passed from a frame's time until it could be read.
 *
 * <p><b>Owned state:</b> none; what is usual for a key is in its {@link AlignerState}.
 */
final class ReadLateness {
    /** The event time after which a least delay is forgotten, once and at most twice. */
    private static final long MEMORY_MILLIS = 300_000;

    private final AlignerSettings settings;
    private final long startMillis;

    /**
     * @param startMillis the processing time at which what was saved begins to wait anew
     */
    ReadLateness(AlignerSettings settings, long startMillis) {
        this.settings = settings;
        this.startMillis = startMillis;
    }

    /** Takes when a frame of a time could be read. */
    void note(AlignerState<?> state, long timeMillis, long arrivedMillis) {
        state.noteDelay(timeMillis, arrivedMillis - timeMillis, MEMORY_MILLIS);
    }

    /** Whether a frame arrived too long before its time, going by what is usual. */
    boolean isAhead(AlignerState<?> state, long timeMillis, long arrivedMillis) {
        return lateMillis(state, timeMillis, arrivedMillis) < -settings.maxSkewMillis();
    }

    /**
     * Opens a tick at a place among those that are open. One that waits for longer holds those
     * after it, which would take it along when they are given on.
     */
    <F> OpenTick<F> open(
            AlignerState<F> state, int at, long tickMillis, long nowMillis, long clockMillis) {
        long wait = waitMillis(state, tickMillis, clockMillis);
        long due = nowMillis + wait;
        if (at > 0) {
            due = Math.max(due, state.open.get(at - 1).dueMillis);
        }
        if (wait > settings.maxWaitMillis()) {
            for (OpenTick<F> later : state.open.subList(at, state.open.size())) {
                later.dueMillis = Math.max(later.dueMillis, due);
            }
        }
        OpenTick<F> opened = new OpenTick<>(tickMillis, due, settings.modalities());
        state.open.add(at, opened);
        return opened;
    }

    /** Until when a tick waits. What was saved waits as if it were opened at the start. */
    long dueMillis(AlignerState<?> state, OpenTick<?> tick) {
        long waitAtStart = waitMillis(state, tick.tickMillis, startMillis);
        return Math.max(tick.dueMillis, startMillis + waitAtStart);
    }

    private long waitMillis(AlignerState<?> state, long tickMillis, long clockMillis) {
        long late = lateMillis(state, settings.endOf(tickMillis), clockMillis);
        return Math.max(settings.maxWaitMillis(), Math.min(late, settings.deadAfterMillis()));
    }

    /** How much later than usual a time is read, or the least number when nothing is usual yet. */
    private static long lateMillis(AlignerState<?> state, long timeMillis, long atMillis) {
        long usual = state.delayMillis();
        return usual == AlignerState.NONE ? Long.MIN_VALUE : atMillis - timeMillis - usual;
    }
}
