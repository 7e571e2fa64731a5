package io.sluice.simulator;

/**
 * The power of one sensor over time.
 *
 * <p>Owned state: whether it is on, since when it gives frames, and the joules spent so far. A
 * sensor begins on and awake. Threading: one thread.
 */
final class PoweredSensor {
    private final SensorSettings settings;
    private boolean on = true;
    private long awakeMillis;
    private long accountedMillis;
    private double joules;

    PoweredSensor(SensorSettings settings, long startMillis) {
        this.settings = settings;
        awakeMillis = startMillis;
        accountedMillis = startMillis;
    }

    /** Accounts for the energy until a time. */
    void account(long timeMillis) {
        double seconds = (timeMillis - accountedMillis) / 1000.0;
        joules += seconds * (on ? settings.wattsOn() : settings.wattsAsleep());
        accountedMillis = timeMillis;
    }

    void turn(boolean wanted, long timeMillis) {
        account(timeMillis);
        if (wanted && !on) {
            joules += settings.wakeJoules();
            awakeMillis = timeMillis + settings.wakeTime().toMillis();
        }
        on = wanted;
    }

    boolean isOn() {
        return on;
    }

    boolean givesFrames(long timeMillis) {
        return on && timeMillis >= awakeMillis;
    }

    /** When it gives frames, or has done so since. */
    long awakeMillis() {
        return awakeMillis;
    }

    double joules() {
        return joules;
    }
}
