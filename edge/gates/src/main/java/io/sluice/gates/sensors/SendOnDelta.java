package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * Send-on-delta (methods.md 4.13): a feature is sent only when it is further than θ from the value
 * sent last, so that what the receiver holds is never further than θ off, and errors do not add up.
 * With θ = 0 every change is sent. Immutable; the last values are the caller's, a vector per key.
 */
public final class SendOnDelta {
    private final float[] thresholds;

    /**
     * @param thresholds θ of each feature, finite and at least 0
     */
    public SendOnDelta(float... thresholds) {
        for (float threshold : thresholds) {
            if (!(threshold >= 0 && threshold < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "thresholds "
                                + Arrays.toString(thresholds)
                                + "; expected finite numbers of at least 0");
            }
        }
        this.thresholds = thresholds.clone();
    }

    /** The last values of a new key, of which nothing was sent. */
    public float[] start() {
        float[] last = new float[thresholds.length];
        Arrays.fill(last, Float.NaN);
        return last;
    }

    /**
     * Takes a new vector.
     *
     * @param last what was sent last, changed in place to what the receiver now holds
     * @param next the new values, finite
     * @return how many features are sent; 0 when the receiver need not hear of it
     * @throws IllegalArgumentException when a value is not finite or the length is another; {@code
     *     last} is unchanged
     */
    public int update(float[] last, float[] next) {
        requireFinite(next);
        int sent = 0;
        for (int i = 0; i < next.length; i++) {
            // In doubles the difference of floats is exact enough that θ is never passed by
            // rounding; NaN, of which nothing was sent, is not within any θ.
            if (!(Math.abs((double) next[i] - last[i]) <= thresholds[i])) {
                last[i] = next[i];
                sent++;
            }
        }
        return sent;
    }

    private void requireFinite(float[] next) {
        if (next.length != thresholds.length) {
            throw new IllegalArgumentException(
                    next.length + " features; expected " + thresholds.length);
        }
        for (int i = 0; i < next.length; i++) {
            if (!Float.isFinite(next[i])) {
                throw new IllegalArgumentException(
                        "feature " + i + " is " + next[i] + "; expected a finite number");
            }
        }
    }
}
