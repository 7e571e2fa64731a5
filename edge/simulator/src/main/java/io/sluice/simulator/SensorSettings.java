package io.sluice.simulator;

import java.time.Duration;

/**
 * One simulated sensor.
 *
 * @param name of the sensor, and of the input that its views are
 * @param wattsOn power while it is on, its start included
 * @param wattsAsleep power while it is asleep
 * @param wakeJoules what a start costs beyond that
 * @param wakeTime from the command until the first frame
 * @param view what it shows
 */
public record SensorSettings(
        String name,
        double wattsOn,
        double wattsAsleep,
        double wakeJoules,
        Duration wakeTime,
        SensorView view) {}
