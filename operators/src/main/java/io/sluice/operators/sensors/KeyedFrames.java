package io.sluice.operators.sensors;

import io.sluice.gates.sensors.AlignerState;

/**
 * The state of `align` for one key: what the aligner knows, and the timers that are set. Its fields
 * are open so that it can be saved.
 */
public final class KeyedFrames {
    /** No timer is set. */
    public static final long NO_TIMER = Long.MAX_VALUE;

    public final AlignerState<SensorFrame> state;

    /** Hash of the names of the modalities that the state is about. */
    public int modalities;

    /** The event time of the earliest timer that is set. */
    public long watermarkTimerMillis = NO_TIMER;

    /** The processing time of the earliest timer that is set. */
    public long timeTimerMillis = NO_TIMER;

    public KeyedFrames(AlignerState<SensorFrame> state) {
        this.state = state;
    }

    /** A copy that shares nothing but the frames. */
    public KeyedFrames copy() {
        KeyedFrames copy = new KeyedFrames(state.copy());
        copy.modalities = modalities;
        copy.watermarkTimerMillis = watermarkTimerMillis;
        copy.timeTimerMillis = timeTimerMillis;
        return copy;
    }
}
