package io.sluice.gates.sensors;

import io.sluice.gates.Prices;
import java.util.Arrays;

/**
 * Which sensors stay powered: our rule, not CARMA's (methods.md 2.5). At the start of a context
 * window it chooses the configuration of least expected loss and whole energy (sensors, stems,
 * branches, fusion) with {@link JointSelection}; its modalities are the wanted set.
 *
 * <ul>
 *   <li>A switch waits for the dwell and must gain more over the next dwell than waking costs.
 *   <li>Every probe period, or once a dwell while the belief is uncertain, all sensors are on for a
 *       window: a gate that never hears a sensor cannot know that it is useful again.
 *   <li>When the sensors that are on and were heard of feed no configuration, all go on at once.
 *   <li>A sensor that was silent while on is dead, and no choice counts on it until it is heard of
 *       again; one that is off is asleep, and its silence means nothing.
 * </ul>
 *
 * <p>Immutable; what it knows of a key is the key's {@link State}. Allocates nothing per decision.
 */
public final class SensorGate {
    /** Why sensors are as they are. */
    public enum Reason {
        /** As before. */
        KEEP,
        /** Another set is better. */
        SWITCH,
        /** All on for a window, to look. */
        PROBE,
        /** The probe is over; the set from before it stays. */
        PROBE_END,
        /** All on, because what is on and heard feeds no configuration. */
        FAIL_OPEN,
        /** All on, because nothing is known yet. */
        START,
        /** The cheapest set, because a hard limit of energy does not hold more. */
        BUDGET,
        /** All on, because decisions are not followed. */
        MODE
    }

    /**
     * @param windowMillis length of a context window of event time, at least 1
     * @param dwellWindows how many windows a set stays at least, at least 1
     * @param probeEveryMillis all sensors are woken after so long; 0 for never
     * @param staleAfterMillis a sensor that is on and silent for so long is dead, at least 1
     * @param uncertainBelow probe early while the greatest belief is below this, from 0 (never) to
     *     1
     * @param alwaysOn mask of the sensors that are never switched off
     * @param selection λ and γ of the choice; γ in the unit of the losses by context
     */
    public record Settings(
            long windowMillis,
            int dwellWindows,
            long probeEveryMillis,
            long staleAfterMillis,
            double uncertainBelow,
            int alwaysOn,
            JointSelection selection) {
        public Settings {
            requireLeast("window-millis", windowMillis, 1);
            requireLeast("dwell-windows", dwellWindows, 1);
            requireLeast("probe-every-millis", probeEveryMillis, 0);
            requireLeast("stale-after-millis", staleAfterMillis, 1);
            requireLeast("always-on", alwaysOn, 0);
            if (!(uncertainBelow >= 0 && uncertainBelow <= 1)) {
                throw new IllegalArgumentException(
                        "uncertain-below is from 0 to 1, not " + uncertainBelow);
            }
        }

        private static void requireLeast(String name, long value, long least) {
            if (value < least) {
                throw new IllegalArgumentException(
                        name + " is at least " + least + ", not " + value);
            }
        }

        /**
         * Checks that the sensors that are always on are there.
         *
         * @throws IllegalArgumentException naming those that are not
         */
        void requireFits(SensorStructure structure) {
            if ((alwaysOn & ~structure.allModalities()) != 0) {
                throw new IllegalArgumentException(
                        "always-on is "
                                + Integer.toBinaryString(alwaysOn)
                                + ", but there are "
                                + structure.modalities().size()
                                + " modalities: "
                                + String.join(", ", structure.modalities()));
            }
        }

        /** The dwell, ms of event time. */
        public long dwellMillis() {
            return Math.multiplyExact(windowMillis, dwellWindows);
        }
    }

    /**
     * What the gate knows of one key. All of it is in these fields, for an operator to save;
     * nothing else may write them.
     */
    public static final class State {
        /** Whether there was a decision yet; until then nothing else means anything. */
        public boolean started;

        /** When the last decision was, ms of event time: times outlive a change of the window. */
        public long decidedMillis;

        /** The set that stays when no probe is under way. */
        public int steady;

        /** When the dwell of that set began, ms of event time. */
        public long steadySince;

        /** Whether a probe is under way. */
        public boolean probing;

        /** When the last probe began, ms of event time. */
        public long probedAt;

        /**
         * When a probe first found all sensors on, ms of event time; {@link Long#MIN_VALUE} before.
         */
        public long probeSeenMillis;

        /** The sensors that the device last acknowledged to be on. */
        public int acknowledged;

        /** The sensors that were on and silent for too long. */
        public int dead;

        /** For each sensor when it was last heard of, or acknowledged to be on; ms. */
        public final long[] heard;

        public State(int modalities) {
            this.heard = new long[modalities];
        }

        /** A copy that shares nothing. */
        public State copy() {
            State copy = new State(heard.length);
            copy.started = started;
            copy.decidedMillis = decidedMillis;
            copy.steady = steady;
            copy.steadySince = steadySince;
            copy.probing = probing;
            copy.probedAt = probedAt;
            copy.probeSeenMillis = probeSeenMillis;
            copy.acknowledged = acknowledged;
            copy.dead = dead;
            System.arraycopy(heard, 0, copy.heard, 0, heard.length);
            return copy;
        }
    }

    /** The outcome, owned and reused by the caller. */
    public static final class Decision {
        private int wanted;
        private Reason reason = Reason.KEEP;

        /** Mask of the sensors wanted on. */
        public int wanted() {
            return wanted;
        }

        public Reason reason() {
            return reason;
        }

        void set(int mask, Reason why) {
            wanted = mask;
            reason = why;
        }
    }

    private final int modalities;
    private final int all;
    private final Settings settings;
    private final ContextLoss contextLoss;
    private final Probes probes;
    private final SetChoice choice;

    /**
     * @param periodMillis the time between two samples of a key, ms, at least 1
     * @param contextLoss {@code [contexts][configurations]}: the mean loss of each
     */
    public SensorGate(
            SensorStructure structure,
            SensorCosts costs,
            long periodMillis,
            float[][] contextLoss,
            Settings settings) {
        this.modalities = structure.modalities().size();
        this.all = structure.allModalities();
        this.settings = settings;
        this.contextLoss = new ContextLoss(contextLoss);
        this.probes = new Probes(settings, all);
        this.choice = new SetChoice(structure, costs, periodMillis, settings);
    }

    /** A new key's state. */
    public State start() {
        return new State(modalities);
    }

    /**
     * Decides after a sample; also after one in which nothing was usable. Before the first decision
     * about a key the device is taken to have all sensors on.
     *
     * @param state of the key, changed in place
     * @param timeMillis event time of the sample; not before the last one
     * @param belief probability of each context
     * @param acknowledged mask of the sensors that the device says are on; all before its first
     *     word
     * @param usable mask of the modalities that are usable in this sample
     */
    public void decide(
            State state,
            long timeMillis,
            double[] belief,
            int acknowledged,
            int usable,
            Prices prices,
            Workspace space,
            Decision decision) {
        decide(state, timeMillis, belief, acknowledged, usable, 0, prices, space, decision);
    }

    /**
     * The same, where sensors are known to be dead before their silence has lasted long enough for
     * the gate to notice: when all have fallen silent there is one such sample, and none after it.
     *
     * @param dead mask of the sensors that should be on and are silent
     */
    public void decide(
            State state,
            long timeMillis,
            double[] belief,
            int acknowledged,
            int usable,
            int dead,
            Prices prices,
            Workspace space,
            Decision decision) {
        long window = windowOf(timeMillis);
        boolean first = !state.started;
        if (first) {
            begin(state, timeMillis, acknowledged);
        }
        state.dead |= dead & acknowledged;
        hear(state, timeMillis, acknowledged, usable);
        if (!choice.feeds(acknowledged & ~state.dead | usable)) {
            failOpen(state, timeMillis, decision);
        } else if (first) {
            decision.set(all, Reason.START);
        } else if (window <= windowOf(state.decidedMillis)) {
            decision.set(wanted(state), Reason.KEEP);
        } else if (probes.goesOn(state, timeMillis)) {
            state.decidedMillis = timeMillis;
            decision.set(all, Reason.KEEP);
        } else if (probes.begins(state, timeMillis, belief)) {
            state.decidedMillis = timeMillis;
            decision.set(all, Reason.PROBE);
        } else {
            choose(state, timeMillis, belief, prices, space, decision);
        }
    }

    /**
     * Takes note of a sample without deciding: all sensors are to be on. When decisions are made
     * again, they begin with that, and with what was heard of meanwhile.
     */
    public void rest(State state, long timeMillis, int acknowledged, int usable, int dead) {
        if (!state.started) {
            begin(state, timeMillis, acknowledged);
        }
        state.dead |= dead & acknowledged;
        hear(state, timeMillis, acknowledged, usable);
        state.steady = all;
        state.steadySince = timeMillis;
        state.probing = false;
        state.probedAt = timeMillis;
        state.decidedMillis = timeMillis;
    }

    /**
     * Gives up what was decided for the cheapest set, whatever dwell and probe say; its own dwell
     * begins. Without living sensors for any configuration all stays as it was.
     *
     * @param decision the last one about the state, replaced
     */
    public void shed(State state, long timeMillis, Decision decision) {
        int cheapest = cheapestSet(state);
        if (cheapest != 0) {
            if (state.probing || state.steady != cheapest) {
                state.steady = cheapest;
                state.steadySince = timeMillis;
                state.probing = false;
            }
            decision.set(cheapest, Reason.BUDGET);
        }
    }

    /** The set of least energy whose living sensors feed a configuration; 0 for none. */
    public int cheapestSet(State state) {
        int cheapest = choice.cheapest(state.dead);
        return cheapest < 0 ? 0 : choice.set(cheapest);
    }

    /** The set that the last decision about a state wanted. */
    public int wanted(State state) {
        return state.probing ? all : state.steady;
    }

    /** How long a set stays at least, ms of event time. */
    public long dwellMillis() {
        return settings.dwellMillis();
    }

    private long windowOf(long timeMillis) {
        return Math.floorDiv(timeMillis, settings.windowMillis());
    }

    /** The first look is a probe, after which no dwell holds. */
    private void begin(State state, long time, int acknowledged) {
        state.started = true;
        state.decidedMillis = time;
        state.steady = all;
        state.steadySince = time - settings.dwellMillis();
        probes.begin(state, time);
        state.acknowledged = acknowledged;
        Arrays.fill(state.heard, time);
    }

    private void hear(State state, long time, int acknowledged, int usable) {
        int heard = usable | acknowledged & ~state.acknowledged;
        for (int m = 0; m < modalities; m++) {
            int bit = 1 << m;
            if ((heard & bit) != 0) {
                state.heard[m] = time;
            } else if ((acknowledged & bit) != 0
                    && time - state.heard[m] >= settings.staleAfterMillis()) {
                state.dead |= bit;
            }
        }
        state.dead &= ~usable;
        state.acknowledged = acknowledged;
        if (acknowledged == all) {
            probes.seen(state, time);
        }
    }

    private void failOpen(State state, long time, Decision decision) {
        if (state.probing || state.steady != all) {
            state.steady = all;
            state.steadySince = time;
            state.probing = false;
        }
        state.probedAt = time;
        state.decidedMillis = time;
        decision.set(all, Reason.FAIL_OPEN);
    }

    private void choose(
            State state,
            long time,
            double[] belief,
            Prices prices,
            Workspace space,
            Decision decision) {
        float[] losses = space.floats(contextLoss.configurations());
        contextLoss.expected(belief, losses);
        int best = choice.best(losses, state.dead, prices);
        if (best < 0) {
            failOpen(state, time, decision);
            return;
        }
        Reason reason = state.probing ? Reason.PROBE_END : Reason.KEEP;
        state.decidedMillis = time;
        state.probing = false;
        if (choice.set(best) != state.steady
                && time - state.steadySince >= settings.dwellMillis()
                && choice.pays(state.steady, best, losses, state.dead, prices)) {
            state.steady = choice.set(best);
            state.steadySince = time;
            reason = Reason.SWITCH;
        }
        decision.set(state.steady, reason);
    }
}
