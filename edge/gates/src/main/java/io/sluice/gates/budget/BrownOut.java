package io.sluice.gates.budget;

import io.sluice.schemas.Resource;

/**
 * How many steps of brown-out are in force. A step is one tier more for one priority class; the
 * lowest class has all its tiers before the next has one. Steps are taken one at a time, each after
 * load was above {@code enter} (or the battery below its level) for the hold time, and left one at
 * a time, each after it was below {@code leave} and the battery recovered for as long. Between the
 * two nothing changes.
 *
 * <p>The rule is ours. <b>Owned state:</b> none that is saved. <b>Threading:</b> one thread.
 */
final class BrownOut {
    private static final double SECONDS = 1e-6;

    private BrownOutSettings settings;
    private int classes;
    private int steps;
    private int direction;
    private long sinceMicros;
    private long seenMicros = Long.MIN_VALUE;
    private double degradedSeconds;
    private Resource cause = Resource.MILLISECONDS;

    BrownOut(BrownOutSettings settings, int classes) {
        this.settings = settings;
        this.classes = classes;
    }

    void adopt(BrownOutSettings next, int nextClasses, long nowMicros) {
        count(nowMicros);
        settings = next;
        classes = nextClasses;
        steps = Math.min(steps, mostSteps());
    }

    private int mostSteps() {
        return classes * settings.tiers().size();
    }

    /**
     * Says how things are.
     *
     * @param load age over deadline, at least 0
     * @param battery 0 to 1, NaN where there is none
     */
    void observe(double load, double battery, long nowMicros) {
        count(nowMicros);
        int wanted = wanted(load, battery);
        if (wanted != direction) {
            direction = wanted;
            sinceMicros = nowMicros;
        }
        if (direction != 0 && (nowMicros - sinceMicros) * SECONDS >= settings.holdSeconds()) {
            steps = Math.max(0, Math.min(mostSteps(), steps + direction));
            sinceMicros = nowMicros;
        }
    }

    private int wanted(double load, double battery) {
        if (battery < settings.battery()) {
            cause = Resource.JOULES;
            return 1;
        }
        if (load >= settings.enter()) {
            cause = Resource.MILLISECONDS;
            return 1;
        }
        boolean charged = !(battery < settings.battery() + BrownOutSettings.BATTERY_RECOVERY);
        // Without a level nothing has to recover.
        boolean recovered = settings.battery() == 0 || charged;
        return load < settings.leave() && recovered ? -1 : 0;
    }

    private void count(long nowMicros) {
        if (steps > 0 && seenMicros != Long.MIN_VALUE) {
            degradedSeconds += Math.max(0, nowMicros - seenMicros) * SECONDS;
        }
        seenMicros = nowMicros;
    }

    /** The price that events of a class have at least; 0 for none. */
    double floor(int rank) {
        int most = settings.tiers().size();
        int tier = Math.min(steps - rank * most, most);
        return tier <= 0 ? 0 : settings.tiers().get(tier - 1);
    }

    /** Which resource is short: time for load, joules for the battery. */
    Resource cause() {
        return cause;
    }

    int steps() {
        return steps;
    }

    double degradedSeconds(long nowMicros) {
        double running =
                steps > 0 && seenMicros != Long.MIN_VALUE
                        ? Math.max(0, nowMicros - seenMicros) * SECONDS
                        : 0;
        return degradedSeconds + running;
    }
}
