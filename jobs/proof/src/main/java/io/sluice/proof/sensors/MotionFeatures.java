package io.sluice.proof.sensors;

import java.util.Arrays;

/**
 * The stem of a motion sensor: what three axes did in a window, in {@value #COUNT} numbers. Means,
 * quantiles and correlations of the axes; of the axes and of the magnitude the logarithms of
 * deviation, of the mean step (jerk) and of the energy in bands of frequency.
 */
public final class MotionFeatures {
    public static final int COUNT = 59;

    private static final double[] QUANTILES = {.1, .25, .5, .75, .9};

    /** First and last cycles per window of each band: 0.2 to 10 Hz in a window of 5 s. */
    private static final int[][] BANDS = {{1, 2}, {3, 5}, {6, 8}, {9, 13}, {14, 22}, {23, 50}};

    /** Added before a logarithm is taken, in the sensor's unit. */
    private static final double FLOOR = .01;

    private final double[] features = new double[COUNT];
    private int at;

    private MotionFeatures() {}

    /**
     * Reads a window.
     *
     * @param axes {@code [3][steps]}, at least 100 steps
     */
    public static float[] of(float[][] axes) {
        MotionFeatures of = new MotionFeatures();
        for (float[] axis : axes) {
            of.level(axis);
        }
        float[] magnitude = magnitude(axes);
        of.level(magnitude);
        for (float[] axis : axes) {
            of.movement(axis);
        }
        of.movement(magnitude);
        of.add(correlation(axes[0], axes[1]));
        of.add(correlation(axes[0], axes[2]));
        of.add(correlation(axes[1], axes[2]));
        float[] result = new float[of.at];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) of.features[i];
        }
        return result;
    }

    private void add(double feature) {
        features[at++] = feature;
    }

    private void level(float[] signal) {
        float[] sorted = signal.clone();
        Arrays.sort(sorted);
        add(mean(signal));
        for (double quantile : QUANTILES) {
            add(sorted[(int) (quantile * sorted.length)]);
        }
    }

    private void movement(float[] signal) {
        double mean = mean(signal);
        add(Math.log(deviation(signal, mean) + FLOOR));
        double jerk = 0;
        for (int i = 1; i < signal.length; i++) {
            jerk += Math.abs(signal[i] - signal[i - 1]) / (signal.length - 1);
        }
        add(Math.log(jerk + FLOOR));
        for (int[] band : BANDS) {
            double energy = 0;
            for (int cycles = band[0]; cycles <= band[1]; cycles++) {
                energy += power(signal, mean, cycles);
            }
            add(Math.log(energy + FLOOR));
        }
    }

    /** |X|²/n of the discrete Fourier transform at so many cycles per window. */
    private static double power(float[] signal, double mean, int cycles) {
        double real = 0;
        double imaginary = 0;
        double turn = 2 * Math.PI * cycles / signal.length;
        double cos = Math.cos(turn);
        double sin = Math.sin(turn);
        double c = 1;
        double s = 0;
        for (float value : signal) {
            real += (value - mean) * c;
            imaginary += (value - mean) * s;
            double next = c * cos - s * sin;
            s = c * sin + s * cos;
            c = next;
        }
        return (real * real + imaginary * imaginary) / signal.length;
    }

    private static double correlation(float[] a, float[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - meanA) * (b[i] - meanB) / a.length;
        }
        return sum / (deviation(a, meanA) * deviation(b, meanB) + FLOOR);
    }

    private static double deviation(float[] signal, double mean) {
        double sum = 0;
        for (float value : signal) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / signal.length);
    }

    private static double mean(float[] signal) {
        double sum = 0;
        for (float value : signal) {
            sum += value;
        }
        return sum / signal.length;
    }

    private static float[] magnitude(float[][] axes) {
        float[] magnitude = new float[axes[0].length];
        for (int i = 0; i < magnitude.length; i++) {
            double sum = 0;
            for (float[] axis : axes) {
                sum += axis[i] * axis[i];
            }
            magnitude[i] = (float) Math.sqrt(sum);
        }
        return magnitude;
    }
}
