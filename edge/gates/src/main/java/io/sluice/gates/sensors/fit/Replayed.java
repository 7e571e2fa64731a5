package io.sluice.gates.sensors.fit;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a strategy did on replayed samples: configuration, sensors, energy, loss and answer of each.
 * Positions count the replayed rows from 0. Immutable.
 */
public final class Replayed {
    private final RecordedSamples samples;
    private final int[] rows;
    private final short[] configuration;
    private final int[] on;
    private final int[] present;
    private final double[] joules;
    private final float[] loss;
    private final float[] predictedLoss;
    private final short[] answer;
    private final int switches;
    private final long contextsKnown;
    private final long contextsRight;

    private Replayed(Builder builder) {
        this.samples = builder.replay.recorded().samples();
        this.rows = builder.rows;
        this.configuration = builder.configuration;
        this.on = builder.on;
        this.present = builder.present;
        this.joules = builder.joules;
        this.loss = builder.loss;
        this.predictedLoss = builder.predictedLoss;
        this.answer = builder.answer;
        this.switches = builder.switches;
        this.contextsKnown = builder.contextsKnown;
        this.contextsRight = builder.contextsRight;
    }

    public int size() {
        return rows.length;
    }

    /** The row of the recording at a position. */
    public int row(int at) {
        return rows[at];
    }

    /** The configuration that ran; −1 for none. */
    public int configuration(int at) {
        return configuration[at];
    }

    /** Mask of the sensors that were powered. */
    public int on(int at) {
        return on[at];
    }

    /** Mask of the modalities that gave something usable. */
    public int present(int at) {
        return present[at];
    }

    /** Energy spent, J: sensors, waking, stems, branches and fusion. */
    public double joules(int at) {
        return joules[at];
    }

    /** Cross-entropy of the answer, nats; ln C where nothing could run. */
    public double loss(int at) {
        return loss[at];
    }

    /** What the predictor said of the configuration that ran. */
    public double predictedLoss(int at) {
        return predictedLoss[at];
    }

    /** The class answered; −1 where nothing could run. */
    public int answer(int at) {
        return answer[at];
    }

    public boolean isWrong(int at) {
        return answer[at] != samples.labels()[rows[at]];
    }

    /** How often the set of powered sensors changed, over all keys. */
    public int switches() {
        return switches;
    }

    /** The share of samples whose known context was the most probable one; NaN when none is. */
    public double contextAccuracy() {
        return (double) contextsRight / contextsKnown;
    }

    /** The mean energy of a sample, J. */
    public double meanJoules() {
        return mean(at -> true, Measure.JOULES);
    }

    /** The mean cross-entropy, nats. */
    public double meanLoss() {
        return mean(at -> true, Measure.LOSS);
    }

    /** The share of wrong answers. */
    public double error() {
        return mean(at -> true, Measure.ERROR);
    }

    /** The mean of a measure over some positions; NaN when there are none. */
    public double mean(IntPredicate of, Measure measure) {
        double sum = 0;
        long count = 0;
        for (int at = 0; at < rows.length; at++) {
            if (of.test(at)) {
                sum += measure.of(this, at);
                count++;
            }
        }
        return sum / count;
    }

    /** The share of samples in which each sensor was powered. */
    public double[] onShares(int modalities) {
        double[] shares = new double[modalities];
        for (int mask : on) {
            for (int m = 0; m < modalities; m++) {
                shares[m] += mask >> m & 1;
            }
        }
        for (int m = 0; m < modalities; m++) {
            shares[m] /= on.length;
        }
        return shares;
    }

    /** Macro-F1 over the classes that some sample has, or was given. */
    public double macroF1() {
        return macroF1(at -> true);
    }

    /** Macro-F1 of some positions, over the classes that they have or were given. */
    public double macroF1(IntPredicate of) {
        int classes = samples.classes();
        long[] right = new long[classes];
        long[] actual = new long[classes];
        long[] given = new long[classes];
        IntStream.range(0, rows.length)
                .filter(of)
                .forEach(
                        at -> {
                            int label = samples.labels()[rows[at]];
                            actual[label]++;
                            if (answer[at] >= 0) {
                                given[answer[at]]++;
                                right[label] += answer[at] == label ? 1 : 0;
                            }
                        });
        double sum = 0;
        int count = 0;
        for (int c = 0; c < classes; c++) {
            if (actual[c] + given[c] > 0) {
                sum += 2.0 * right[c] / (actual[c] + given[c]);
                count++;
            }
        }
        return sum / count;
    }

    /** A number of every sample. */
    public enum Measure {
        /** Energy, J. */
        JOULES,
        /** Cross-entropy, nats. */
        LOSS,
        /** 1 for a wrong answer. */
        ERROR;

        double of(Replayed replayed, int at) {
            return switch (this) {
                case JOULES -> replayed.joules(at);
                case LOSS -> replayed.loss(at);
                case ERROR -> replayed.isWrong(at) ? 1 : 0;
            };
        }
    }

    /** Collects the outcome of a replay. */
    static final class Builder {
        private final SensorReplay replay;
        private final int[] rows;
        private final short[] configuration;
        private final int[] on;
        private final int[] present;
        private final double[] joules;
        private final float[] loss;
        private final float[] predictedLoss;
        private final short[] answer;
        private int switches;
        private long contextsKnown;
        private long contextsRight;

        Builder(SensorReplay replay) {
            this.replay = replay;
            this.rows = replay.rows();
            this.configuration = new short[rows.length];
            this.on = new int[rows.length];
            this.present = new int[rows.length];
            this.joules = new double[rows.length];
            this.loss = new float[rows.length];
            this.predictedLoss = new float[rows.length];
            this.answer = new short[rows.length];
            Arrays.fill(configuration, (short) ConfigurationLosses.NONE);
        }

        void set(int at, int row, int chosen, int powered, int there, double energy, float said) {
            configuration[at] = (short) chosen;
            on[at] = powered;
            present[at] = there;
            joules[at] = energy;
            loss[at] = replay.losses().loss(row, chosen);
            answer[at] = (short) replay.losses().predicted(row, chosen);
            predictedLoss[at] = said;
        }

        void believed(int row, double[] belief) {
            int context = replay.recorded().samples().context()[row];
            if (context >= 0) {
                int most = 0;
                for (int c = 1; c < belief.length; c++) {
                    most = belief[c] > belief[most] ? c : most;
                }
                contextsKnown++;
                contextsRight += most == context ? 1 : 0;
            }
        }

        void addSwitches(int count) {
            switches += count;
        }

        Replayed build() {
            return new Replayed(this);
        }
    }
}
