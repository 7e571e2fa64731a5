package io.sluice.gates.sensors;

import io.sluice.gates.sensors.AlignerState.Lane;
import io.sluice.gates.sensors.AlignerState.OpenTick;

/**
 * Joins the frames of a key's modalities on a grid of ticks, and says of each modality how it
 * stands. Our rule; nothing of it is from a paper.
 *
 * <ul>
 *   <li>A tick's frames are those of the period that ends {@code tolerance} after it; of several of
 *       one modality the nearest counts. Without one, the newest earlier observation is held until
 *       it is older than the modality may be.
 *   <li>Ticks are given on in their order: one is when every modality that is on and alive has a
 *       frame of it and the tick before is past, when the watermark has passed its end, or when it
 *       has waited for long enough in processing time: what is read late, as from a backlog, waits
 *       for as long again as it is late, up to when a silent modality counts as dead, and while not
 *       too many ticks wait. The first two depend on what came alone and not on its order; the
 *       third is what a bound on waiting costs. Ticks of which no frame came are no samples.
 *   <li>A frame of a tick that is past is late. It still counts as its modality's newest
 *       observation when a later tick may hold it.
 *   <li>A frame that is more than {@code maxSkew} ahead of the key's newest, and of where the clock
 *       would have it, has to be borne out: by another modality at about the same time, or by being
 *       the third in a row while no other modality is alive. So has one that is as much behind the
 *       newest, when nothing came for so long that all count as dead; until then it is late.
 *   <li>A modality that repeats a value too often is frozen; one that should be on and is silent is
 *       dead. When all are silent one sample without frames says so.
 * </ul>
 *
 * <p><b>Owned state:</b> none but buffers; all that is known of a key is in its {@link
 * AlignerState}. Allocates a tick's arrays per tick and nothing per frame. Not thread-safe.
 *
 * @param <F> the frames
 */
public final class FrameAligner<F> {
    /** What became of a frame. */
    public enum Verdict {
        /** It is part of a sample to come. */
        ACCEPTED,
        /** Too late for its tick, but the newest observation of a modality, which is held. */
        HELD,
        /** All of it came before, with the same time. */
        DUPLICATE,
        /** Its tick is past. */
        LATE,
        /** Its time is not borne out. */
        CLOCK_JUMP
    }

    /** What the aligner has to know of a frame's content. */
    public interface Content<F> {
        /** The same number for the same value of a modality, and rarely for another. */
        long fingerprint(F frame, int modality);
    }

    /** Takes samples. */
    public interface Output<F> {
        /** A sample, which holds until this returns. */
        void sample(AlignedFrames<F> sample);
    }

    private static final long NONE = AlignerState.NONE;

    /** About a million years: beyond it the sums below could overflow. */
    private static final long FARTHEST_MILLIS = 1L << 55;

    private final AlignerSettings settings;
    private final Content<F> content;
    private final long startMillis;
    private final ReadLateness lateness;
    private final AlignedFrames<F> sample;
    private long watermarkMillis = NONE;
    private long nowMillis;
    private long clockMillis;

    /**
     * @param startMillis the processing time from which on it is run; nothing that was saved before
     *     has waited or been silent longer than since then
     */
    public FrameAligner(AlignerSettings settings, Content<F> content, long startMillis) {
        this.settings = settings;
        this.content = content;
        this.startMillis = startMillis;
        this.lateness = new ReadLateness(settings, startMillis);
        this.sample = new AlignedFrames<>(settings.modalities());
    }

    /**
     * Says what time it is, before any of the calls below.
     *
     * @param newWatermarkMillis the event time up to which no frame is expected any more
     * @param newNowMillis the processing time, which may stand still while nothing could be read
     * @param newClockMillis what the clock says, since the epoch
     */
    public void setTime(long newWatermarkMillis, long newNowMillis, long newClockMillis) {
        watermarkMillis = newWatermarkMillis;
        nowMillis = newNowMillis;
        clockMillis = newClockMillis;
    }

    /** The state of a key of which nothing is known. */
    public AlignerState<F> newState() {
        return new AlignerState<>(settings.modalities());
    }

    /**
     * Takes a frame.
     *
     * @param arrivedMillis when it could have been read first, by the clock
     * @param usable the modalities that it has a value of, a mask
     * @param broken the modalities whose value in it is not usable, a mask
     */
    public Verdict offer(
            AlignerState<F> state,
            F frame,
            long timeMillis,
            long arrivedMillis,
            int usable,
            int broken,
            Output<F> out) {
        int mask = usable | broken;
        if (timeMillis > FARTHEST_MILLIS || timeMillis < -FARTHEST_MILLIS) {
            return refuse(state, mask, Verdict.CLOCK_JUMP);
        }
        if (isDuplicate(state, mask, timeMillis)) {
            return Verdict.DUPLICATE;
        }
        begin(state);
        // A producer's clock may be ahead.
        long arrived = Math.min(arrivedMillis, clockMillis);
        boolean ahead =
                state.newestMillis != NONE
                        && timeMillis > latest(state)
                        && lateness.isAhead(state, timeMillis, arrived);
        boolean past = settings.tickOf(timeMillis) <= state.emittedMillis;
        boolean back = past && isSilent(state) && timeMillis < earliest(state);
        if (ahead || back) {
            if (!isBorneOut(state, mask, timeMillis)) {
                return refuse(state, mask, Verdict.CLOCK_JUMP);
            }
            restart(state, timeMillis, out);
        } else if (past) {
            return hold(state, frame, mask, usable, timeMillis);
        }
        lateness.note(state, timeMillis, arrived);
        accept(state, frame, mask, usable, timeMillis);
        if (state.open.size() > settings.mostOpen()) {
            emitFirst(state, out);
        }
        closeComplete(state, out);
        return Verdict.ACCEPTED;
    }

    /**
     * Takes what a device says of its sensors.
     *
     * @param on the sensors that are on, a mask
     * @return false when it is older than what is known, and nothing changed
     */
    public boolean acknowledge(
            AlignerState<F> state, long sequence, int on, long effectiveFromMillis, Output<F> out) {
        if (sequence <= state.ackSequence && effectiveFromMillis <= state.ackMillis) {
            return false;
        }
        for (int m = 0; m < settings.modalities(); m++) {
            if ((on & ~state.on & 1 << m) != 0) {
                state.lanes.get(m).seenMillis = nowMillis;
            }
        }
        state.ackSequence = sequence;
        state.power(effectiveFromMillis, on & settings.all());
        closeComplete(state, out);
        return true;
    }

    /** Gives on the ticks of which, or before which, no more frames are to be expected. */
    public void watermark(AlignerState<F> state, Output<F> out) {
        while (!state.open.isEmpty() && nextWatermark(state) <= watermarkMillis) {
            emitFirst(state, out);
        }
    }

    /** Gives on the ticks that have waited for long enough, and says when all has fallen silent. */
    public void time(AlignerState<F> state, Output<F> out) {
        for (int due = lastDue(state); due >= 0; due--) {
            emitFirst(state, out);
        }
        closeComplete(state, out);
        if (state.open.isEmpty() && !state.silent && isSilent(state)) {
            emitSilence(state, out);
        }
    }

    /** The watermark that the next tick waits for, or Long.MAX_VALUE when none is open. */
    public long nextWatermark(AlignerState<F> state) {
        if (state.open.isEmpty()) {
            return Long.MAX_VALUE;
        }
        OpenTick<F> first = state.open.get(0);
        long end = settings.endOf(first.tickMillis);
        return isComplete(state, first) ? end - settings.periodMillis() : end;
    }

    /** When {@link #time} has something to do next, or Long.MAX_VALUE when it has not. */
    public long nextTime(AlignerState<F> state) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < state.open.size(); i++) {
            next = Math.min(next, lateness.dueMillis(state, state.open.get(i)));
        }
        if (next == Long.MAX_VALUE && !state.silent && state.seenMillis != NONE) {
            next = Math.max(state.seenMillis, startMillis) + settings.deadAfterMillis();
        }
        return next;
    }

    private int lastDue(AlignerState<F> state) {
        for (int i = state.open.size() - 1; i >= 0; i--) {
            if (lateness.dueMillis(state, state.open.get(i)) <= nowMillis) {
                return i;
            }
        }
        return -1;
    }

    private long latest(AlignerState<F> state) {
        return state.newestMillis + settings.maxSkewMillis();
    }

    private long earliest(AlignerState<F> state) {
        return state.newestMillis - settings.maxSkewMillis();
    }

    private boolean isLong(long sinceMillis) {
        return nowMillis - Math.max(sinceMillis, startMillis) >= settings.deadAfterMillis();
    }

    private boolean isSilent(AlignerState<F> state) {
        return state.seenMillis != NONE && isLong(state.seenMillis);
    }

    /** All modalities are expected from the first frame of the key on. */
    private void begin(AlignerState<F> state) {
        if (state.seenMillis == NONE) {
            state.seenMillis = nowMillis;
            state.lanes.forEach(lane -> lane.seenMillis = nowMillis);
        }
    }

    private boolean isDuplicate(AlignerState<F> state, int mask, long timeMillis) {
        for (int m = 0; m < settings.modalities(); m++) {
            if ((mask & 1 << m) != 0 && !state.lanes.get(m).hasAccepted(timeMillis)) {
                return false;
            }
        }
        return true;
    }

    private Verdict refuse(AlignerState<F> state, int mask, Verdict verdict) {
        ModalityStatus why =
                verdict == Verdict.LATE ? ModalityStatus.LATE : ModalityStatus.CLOCK_JUMP;
        for (int m = 0; m < settings.modalities(); m++) {
            if ((mask & 1 << m) != 0) {
                state.lanes.get(m).refused = why;
                state.lanes.get(m).refusedMillis = nowMillis;
            }
        }
        return verdict;
    }

    private boolean isBorneOut(AlignerState<F> state, int mask, long timeMillis) {
        int expected = 0;
        for (int m = 0; m < settings.modalities(); m++) {
            expected |= isExpected(state, m, state.newestMillis) ? 1 << m : 0;
        }
        return ClockJumps.isBorneOut(
                state.lanes, mask, expected, timeMillis, settings.maxSkewMillis());
    }

    /** Begins anew at another time: what was joined so far is given on, nothing of it is held. */
    private void restart(AlignerState<F> state, long timeMillis, Output<F> out) {
        while (!state.open.isEmpty()) {
            emitFirst(state, out);
        }
        for (int m = 0; m < settings.modalities(); m++) {
            Lane<F> lane = state.lanes.get(m);
            lane.held = null;
            lane.heldMillis = NONE;
            lane.jumps = 0;
            lane.seenMillis = nowMillis;
        }
        state.newestMillis = timeMillis;
        state.forgetDelay();
        state.emittedMillis = settings.tickOf(timeMillis) - settings.periodMillis();
    }

    private void accept(AlignerState<F> state, F frame, int mask, int usable, long timeMillis) {
        OpenTick<F> tick = openTick(state, settings.tickOf(timeMillis));
        for (int m = 0; m < settings.modalities(); m++) {
            Lane<F> lane = state.lanes.get(m);
            if ((mask & 1 << m) != 0 && !lane.hasAccepted(timeMillis)) {
                lane.accept(timeMillis, nowMillis);
                tick.place(m, frame, timeMillis, condition(lane, frame, m, usable));
            }
        }
        state.newestMillis = Math.max(state.newestMillis, timeMillis);
        state.seenMillis = nowMillis;
        state.silent = false;
    }

    private ModalityStatus condition(Lane<F> lane, F frame, int modality, int usable) {
        if ((usable & 1 << modality) == 0) {
            return ModalityStatus.BROKEN;
        }
        if (settings.frozenAfter() == 0) {
            return ModalityStatus.PRESENT;
        }
        long fingerprint = content.fingerprint(frame, modality);
        boolean first = lane.repeats < 0;
        lane.repeats = first || fingerprint != lane.fingerprint ? 0 : lane.repeats + 1;
        lane.fingerprint = fingerprint;
        return lane.repeats >= settings.frozenAfter()
                ? ModalityStatus.FROZEN
                : ModalityStatus.PRESENT;
    }

    private OpenTick<F> openTick(AlignerState<F> state, long tickMillis) {
        int at = state.open.size();
        while (at > 0 && state.open.get(at - 1).tickMillis >= tickMillis) {
            at--;
        }
        if (at < state.open.size() && state.open.get(at).tickMillis == tickMillis) {
            return state.open.get(at);
        }
        return lateness.open(state, at, tickMillis, nowMillis, clockMillis);
    }

    /** A frame whose tick is past: held where it is its modality's newest and not too old. */
    private Verdict hold(AlignerState<F> state, F frame, int mask, int usable, long timeMillis) {
        int held = 0;
        for (int m = 0; m < settings.modalities(); m++) {
            Lane<F> lane = state.lanes.get(m);
            if ((mask & 1 << m) != 0
                    && !lane.hasAccepted(timeMillis)
                    && timeMillis > lane.heldMillis
                    && mayHold(m, timeMillis, state.emittedMillis)) {
                lane.accept(timeMillis, nowMillis);
                observe(lane, m, frame, timeMillis, condition(lane, frame, m, usable), state);
                held |= 1 << m;
            }
        }
        if (held == 0) {
            return refuse(state, mask, Verdict.LATE);
        }
        state.seenMillis = nowMillis;
        state.silent = false;
        return Verdict.HELD;
    }

    /** Whether the tick after the given one may still use an observation. */
    private boolean mayHold(int modality, long timeMillis, long emittedMillis) {
        long age = emittedMillis + settings.periodMillis() - timeMillis;
        return age <= settings.maxAgeMillis(modality);
    }

    private void observe(
            Lane<F> lane,
            int modality,
            F frame,
            long timeMillis,
            ModalityStatus condition,
            AlignerState<F> state) {
        boolean usable =
                condition == ModalityStatus.PRESENT
                        && mayHold(modality, timeMillis, state.emittedMillis);
        lane.held = usable ? frame : null;
        lane.heldMillis = timeMillis;
        lane.heldCondition = condition;
    }

    /** Gives on complete ticks, unless frames of a tick before may still come. */
    private void closeComplete(AlignerState<F> state, Output<F> out) {
        while (!state.open.isEmpty() && isNext(state) && isComplete(state, state.open.get(0))) {
            emitFirst(state, out);
        }
    }

    private boolean isNext(AlignerState<F> state) {
        long before = state.open.get(0).tickMillis - settings.periodMillis();
        return before == state.emittedMillis || settings.endOf(before) <= watermarkMillis;
    }

    private boolean isComplete(AlignerState<F> state, OpenTick<F> tick) {
        for (int m = 0; m < settings.modalities(); m++) {
            if (tick.conditions[m] == null && isExpected(state, m, tick.tickMillis)) {
                return false;
            }
        }
        return true;
    }

    private boolean isExpected(AlignerState<F> state, int modality, long timeMillis) {
        return (state.onAt(timeMillis) & 1 << modality) != 0
                && !isLong(state.lanes.get(modality).seenMillis);
    }

    private void emitFirst(AlignerState<F> state, Output<F> out) {
        OpenTick<F> tick = state.open.remove(0);
        long tickMillis = tick.tickMillis;
        state.emittedMillis = tickMillis;
        sample.begin(tickMillis, state.onAt(tickMillis), state.ackSequence);
        for (int m = 0; m < settings.modalities(); m++) {
            Lane<F> lane = state.lanes.get(m);
            ModalityStatus condition = tick.conditions[m];
            if (condition == null) {
                setWithout(state, lane, m, tickMillis);
            } else {
                long age = Math.max(0, tickMillis - tick.times[m]);
                sample.set(m, condition, tick.frame(m), age);
                if (tick.times[m] > lane.heldMillis) {
                    observe(lane, m, tick.frame(m), tick.times[m], condition, state);
                }
            }
        }
        out.sample(sample);
    }

    /** How a modality stands at a tick that it has no frame of. */
    private void setWithout(AlignerState<F> state, Lane<F> lane, int modality, long tickMillis) {
        boolean any = lane.heldMillis != NONE;
        long age = any ? Math.max(0, tickMillis - lane.heldMillis) : -1;
        ModalityStatus status;
        if (any && age <= settings.maxAgeMillis(modality) && isHeld(lane)) {
            status = lane.heldCondition;
        } else if ((state.onAt(tickMillis) & 1 << modality) == 0) {
            status = ModalityStatus.ASLEEP;
        } else if (lane.refused != null && !isLong(lane.refusedMillis)) {
            status = lane.refused;
        } else if (isLong(lane.seenMillis)) {
            status = ModalityStatus.DEAD;
        } else {
            boolean holds = settings.maxAgeMillis(modality) > 0;
            status = any && holds ? ModalityStatus.STALE : ModalityStatus.MISSING;
        }
        sample.set(modality, status, lane.held, age);
    }

    private static boolean isHeld(Lane<?> lane) {
        return lane.held != null || lane.heldCondition != ModalityStatus.PRESENT;
    }

    /** One sample without frames, at the tick after the last; nothing is held beyond it. */
    private void emitSilence(AlignerState<F> state, Output<F> out) {
        state.silent = true;
        long tickMillis = state.emittedMillis + settings.periodMillis();
        state.emittedMillis = tickMillis;
        sample.begin(tickMillis, state.onAt(tickMillis), state.ackSequence);
        for (int m = 0; m < settings.modalities(); m++) {
            Lane<F> lane = state.lanes.get(m);
            lane.held = null;
            lane.heldCondition = ModalityStatus.PRESENT;
            setWithout(state, lane, m, tickMillis);
        }
        out.sample(sample);
    }
}
