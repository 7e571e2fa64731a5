package io.sluice.gates.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a {@link FrameAligner} knows of one key. Its fields are open so that it can be saved; only
 * the aligner changes them. Times without a value are {@link #NONE}.
 *
 * @param <F> the frames
 */
public final class AlignerState<F> {
    /** More than a device switches in any backlog that is worth the room. */
    private static final int MOST_EARLIER = 64;

    /** No time. */
    public static final long NONE = Long.MIN_VALUE;

    /** The greatest event time accepted. */
    public long newestMillis = NONE;

    /** The tick given on last; all up to it are past. */
    public long emittedMillis = NONE;

    /** The least time that passed from a frame's time until it could be read, since a while. */
    public long newDelayMillis = NONE;

    /** The same for a while before. */
    public long oldDelayMillis = NONE;

    /** The event time that {@link #newDelayMillis} goes back to. */
    public long delaySinceMillis = NONE;

    /** The processing time of the last frame accepted. */
    public long seenMillis = NONE;

    /** Whether the sample that says that all is silent was given on, and no frame came since. */
    public boolean silent;

    /** The acknowledgement that holds, -1 for none; before the first all sensors count as on. */
    public long ackSequence = -1;

    /** The event time from which {@link #on} holds. */
    public long ackMillis = NONE;

    /** The sensors that are on, a mask. */
    public int on;

    /**
     * What was on before {@link #ackMillis}, oldest first: a job that catches up reads what is
     * acknowledged long before the frames of that time.
     */
    public final List<Powered> earlier = new ArrayList<>();

    /**
     * The sensors that were on from a time until the next one.
     *
     * @param on a mask
     */
    public record Powered(long fromMillis, int on) {}

    /** The modalities in their order. */
    public final List<Lane<F>> lanes = new ArrayList<>();

    /** The ticks that wait for frames, rising. */
    public final List<OpenTick<F>> open = new ArrayList<>();

    /** The state of a key of which nothing is known. */
    public AlignerState(int modalities) {
        on = (1 << modalities) - 1;
        for (int m = 0; m < modalities; m++) {
            lanes.add(new Lane<>());
        }
    }

    /** A copy that shares nothing but the frames. */
    public AlignerState<F> copy() {
        AlignerState<F> copy = new AlignerState<>(0);
        copy.newestMillis = newestMillis;
        copy.emittedMillis = emittedMillis;
        copy.newDelayMillis = newDelayMillis;
        copy.oldDelayMillis = oldDelayMillis;
        copy.delaySinceMillis = delaySinceMillis;
        copy.seenMillis = seenMillis;
        copy.silent = silent;
        copy.ackSequence = ackSequence;
        copy.ackMillis = ackMillis;
        copy.on = on;
        copy.earlier.addAll(earlier);
        lanes.forEach(lane -> copy.lanes.add(lane.copy()));
        open.forEach(tick -> copy.open.add(tick.copy()));
        return copy;
    }

    /** What usually passes from a frame's time until it can be read; NONE when not known. */
    long delayMillis() {
        return oldDelayMillis == NONE ? newDelayMillis : Math.min(newDelayMillis, oldDelayMillis);
    }

    /** Takes what has passed for a frame; what was least is forgotten after the time given. */
    void noteDelay(long timeMillis, long delayMillis, long memoryMillis) {
        if (delaySinceMillis == NONE || timeMillis - delaySinceMillis >= memoryMillis) {
            oldDelayMillis = newDelayMillis;
            newDelayMillis = delayMillis;
            delaySinceMillis = timeMillis;
        } else {
            newDelayMillis = Math.min(newDelayMillis, delayMillis);
        }
    }

    void forgetDelay() {
        newDelayMillis = NONE;
        oldDelayMillis = NONE;
        delaySinceMillis = NONE;
    }

    /** The sensors that are on at a time, a mask. */
    int onAt(long timeMillis) {
        if (timeMillis >= ackMillis) {
            return on;
        }
        for (int i = earlier.size() - 1; i > 0; i--) {
            if (earlier.get(i).fromMillis() <= timeMillis) {
                return earlier.get(i).on();
            }
        }
        return earlier.get(0).on();
    }

    /** Takes what is on from a time; it overrules what was said of later times before. */
    void power(long fromMillis, int newOn) {
        earlier.add(new Powered(ackMillis, on));
        // The first stays: it is what is known of times before all others.
        while (earlier.size() > 1 && earlier.get(earlier.size() - 1).fromMillis() >= fromMillis) {
            earlier.remove(earlier.size() - 1);
        }
        while (earlier.size() > 1
                && (earlier.get(1).fromMillis() <= emittedMillis
                        || earlier.size() > MOST_EARLIER)) {
            earlier.remove(0);
        }
        on = newOn;
        ackMillis = fromMillis;
    }

    /** One modality. */
    public static final class Lane<F> {
        /** The times accepted last, so many that what is sent again at once is recognised. */
        public static final int RECENT = 8;

        /** The newest observation given on when a later tick may use it, else null. */
        public F held;

        /** The time of the newest observation given on. */
        public long heldMillis = NONE;

        /** What was the matter with it; PRESENT when nothing. */
        public ModalityStatus heldCondition = ModalityStatus.PRESENT;

        /** The processing time of its last frame, or of when it was expected to begin. */
        public long seenMillis = NONE;

        /** Why its last frame was refused, LATE or CLOCK_JUMP; null when it was not. */
        public ModalityStatus refused;

        /** The processing time of when it was. */
        public long refusedMillis = NONE;

        /** Fingerprint of its last value. */
        public long fingerprint;

        /** How many times in a row that value was repeated, -1 before the first. */
        public int repeats = -1;

        /** The time of the last frame that was not borne out. */
        public long jumpMillis;

        /** How many frames in a row had times near it. */
        public int jumps;

        /** The times accepted last, a ring. */
        public final long[] recentMillis = new long[RECENT];

        /** Where the ring goes on. */
        public int recentAt;

        /** An empty lane. */
        public Lane() {
            Arrays.fill(recentMillis, NONE);
        }

        Lane<F> copy() {
            Lane<F> copy = new Lane<>();
            copy.held = held;
            copy.heldMillis = heldMillis;
            copy.heldCondition = heldCondition;
            copy.seenMillis = seenMillis;
            copy.refused = refused;
            copy.refusedMillis = refusedMillis;
            copy.fingerprint = fingerprint;
            copy.repeats = repeats;
            copy.jumpMillis = jumpMillis;
            copy.jumps = jumps;
            System.arraycopy(recentMillis, 0, copy.recentMillis, 0, RECENT);
            copy.recentAt = recentAt;
            return copy;
        }

        boolean hasAccepted(long timeMillis) {
            for (long recent : recentMillis) {
                if (recent == timeMillis) {
                    return true;
                }
            }
            return false;
        }

        void accept(long timeMillis, long nowMillis) {
            recentMillis[recentAt] = timeMillis;
            recentAt = (recentAt + 1) % RECENT;
            seenMillis = nowMillis;
            refused = null;
            jumps = 0;
        }
    }

    /** A tick that waits for frames. */
    public static final class OpenTick<F> {
        public final long tickMillis;

        /** The processing time from which on it is no longer waited for. */
        public long dueMillis;

        /** The frame of each modality, nearest to the tick; null where there is none. */
        public final Object[] frames;

        /** The frames' times. */
        public final long[] times;

        /** What is the matter with each frame; PRESENT when nothing, null where there is none. */
        public final ModalityStatus[] conditions;

        public OpenTick(long tickMillis, long dueMillis, int modalities) {
            this.tickMillis = tickMillis;
            this.dueMillis = dueMillis;
            this.frames = new Object[modalities];
            this.times = new long[modalities];
            this.conditions = new ModalityStatus[modalities];
        }

        /** The frame of a modality, or null. */
        @SuppressWarnings("unchecked")
        public F frame(int modality) {
            return (F) frames[modality];
        }

        OpenTick<F> copy() {
            OpenTick<F> copy = new OpenTick<>(tickMillis, dueMillis, frames.length);
            System.arraycopy(frames, 0, copy.frames, 0, frames.length);
            System.arraycopy(times, 0, copy.times, 0, frames.length);
            System.arraycopy(conditions, 0, copy.conditions, 0, frames.length);
            return copy;
        }

        /** Takes a frame unless there is one that is nearer, or as near and later. */
        void place(int modality, F frame, long timeMillis, ModalityStatus condition) {
            if (conditions[modality] != null) {
                long there = Math.abs(times[modality] - tickMillis);
                long here = Math.abs(timeMillis - tickMillis);
                if (here > there || (here == there && timeMillis < times[modality])) {
                    return;
                }
            }
            frames[modality] = frame;
            times[modality] = timeMillis;
            conditions[modality] = condition;
        }
    }
}
