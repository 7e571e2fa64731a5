package io.sluice.simulator;

import io.sluice.schemas.Tensor;

/**
 * What one sensor sends once.
 *
 * @param key of the device
 * @param tick that the frame belongs to, counted from 0
 * @param sensor index of the sensor
 * @param timeMillis when it was taken, by the sensor's own clock
 * @param deliveredMillis when it leaves the device, in true time
 * @param value the view, or what a fault made of it
 * @param context the true weather; for evaluation alone
 * @param label the true class; for evaluation alone
 */
public record Frame(
        String key,
        long tick,
        int sensor,
        long timeMillis,
        long deliveredMillis,
        Tensor value,
        int context,
        int label) {

    Frame withValue(Tensor other) {
        return new Frame(key, tick, sensor, timeMillis, deliveredMillis, other, context, label);
    }

    Frame withTime(long other) {
        return new Frame(key, tick, sensor, other, deliveredMillis, value, context, label);
    }

    Frame withDelivery(long other) {
        return new Frame(key, tick, sensor, timeMillis, other, value, context, label);
    }
}
