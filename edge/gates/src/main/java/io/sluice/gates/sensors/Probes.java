package io.sluice.gates.sensors;

/** When all sensors are woken to look, and for how long. */
final class Probes {
    private static final long NOT_SEEN = Long.MIN_VALUE;

    private final SensorGate.Settings settings;
    private final int all;

    Probes(SensorGate.Settings settings, int all) {
        this.settings = settings;
        this.all = all;
    }

    void begin(SensorGate.State state, long time) {
        state.probing = true;
        state.probedAt = time;
        state.probeSeenMillis = NOT_SEEN;
    }

    /** All sensors are on. */
    void seen(SensorGate.State state, long time) {
        if (state.probing && state.probeSeenMillis == NOT_SEEN) {
            state.probeSeenMillis = time;
        }
    }

    /**
     * Whether the probe under way goes on: until the window after the one in which all sensors were
     * first on, and not longer than a sensor that does not come may be waited for.
     */
    boolean goesOn(SensorGate.State state, long time) {
        boolean seen =
                state.probeSeenMillis != NOT_SEEN
                        && Math.floorDiv(time, settings.windowMillis())
                                > Math.floorDiv(state.probeSeenMillis, settings.windowMillis());
        return state.probing && !seen && time - state.probedAt < settings.staleAfterMillis();
    }

    /** Begins a probe when one is due; with all sensors on there is nothing to wake. */
    boolean begins(SensorGate.State state, long time, double[] belief) {
        if (state.probing) {
            return false;
        }
        if (state.steady == all) {
            state.probedAt = time;
            return false;
        }
        long since = time - state.probedAt;
        boolean due = settings.probeEveryMillis() > 0 && since >= settings.probeEveryMillis();
        boolean lost = since >= settings.dwellMillis() && isUncertain(belief);
        if (due || lost) {
            begin(state, time);
        }
        return state.probing;
    }

    private boolean isUncertain(double[] belief) {
        double most = 0;
        for (double probability : belief) {
            most = Math.max(most, probability);
        }
        return most < settings.uncertainBelow();
    }
}
