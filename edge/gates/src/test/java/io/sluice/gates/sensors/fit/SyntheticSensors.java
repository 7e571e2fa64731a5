package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Recordings of a made-up world: two sensors, a camera that fog ruins and a radar that is middling
 * everywhere, under contexts that follow a known Markov chain. A sensor's summary is two numbers of
 * unit variance around a mean that the context sets.
 */
final class SyntheticSensors {
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int BOTH = 3;
    static final int CLASSES = 4;
    static final double STAY = .95;
    static final long PERIOD = 1000;

    static final SensorStructure STRUCTURE =
            new SensorStructure(
                    List.of("camera", "radar"),
                    List.of(2, 2),
                    List.of(new BranchShape("camera", CAMERA), new BranchShape("radar", RADAR)),
                    List.of(
                            new ConfigurationShape("camera", 1),
                            new ConfigurationShape("radar", 2),
                            new ConfigurationShape("both", 3)));

    /** The camera draws 1 W, the radar 4 W. */
    static final SensorCosts COSTS =
            new SensorCosts(
                    new double[] {1, 4},
                    new double[] {.1, .2},
                    new double[] {.5, 1},
                    new double[] {.01, .02},
                    new double[] {.1, .1},
                    .05);

    private SyntheticSensors() {}

    /** How clearly a branch sees the class: {@code [context][branch]}, clear and fog. */
    private static final double[][] CLARITY = {{4, 2.5}, {.2, 2.5}};

    static RecordedSensors recording(int keys, int ticks, long seed) {
        Random random = new Random(seed);
        int rows = keys * ticks;
        int[] key = new int[rows];
        long[] tick = new long[rows];
        int[] context = new int[rows];
        int[] labels = new int[rows];
        int[] present = new int[rows];
        float[][] summaries = new float[2][2 * rows];
        float[][] logits = new float[2][CLASSES * rows];
        List<String> names = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            boolean first = row % ticks == 0;
            if (first) {
                names.add("device-" + names.size());
            }
            key[row] = names.size() - 1;
            tick[row] = row % ticks;
            context[row] =
                    first
                            ? random.nextInt(2)
                            : random.nextDouble() < STAY ? context[row - 1] : 1 - context[row - 1];
            labels[row] = random.nextInt(CLASSES);
            present[row] = BOTH;
            for (int m = 0; m < 2; m++) {
                // The camera tells fog well, the radar hardly.
                double mean = (context[row] == 0 ? -1 : 1) * (m == 0 ? 1.5 : .3);
                summaries[m][2 * row] = (float) (mean + random.nextGaussian());
                summaries[m][2 * row + 1] = (float) random.nextGaussian();
                for (int c = 0; c < CLASSES; c++) {
                    double signal = c == labels[row] ? CLARITY[context[row]][m] : 0;
                    logits[m][CLASSES * row + c] = (float) (signal + random.nextGaussian());
                }
            }
        }
        RecordedSamples samples =
                new RecordedSamples(
                        names,
                        key,
                        tick,
                        List.of("clear", "fog"),
                        context,
                        CLASSES,
                        labels,
                        present);
        return new RecordedSensors(STRUCTURE, samples, summaries, logits);
    }

    static SensorFitSettings settings(SensorGoal goal) {
        JointSelection selection = new JointSelection(0, 10, 10);
        return new SensorFitSettings(
                PERIOD,
                COSTS,
                DeviceDelays.least(2),
                SensorFitSettings.Identification.LINEAR,
                Optional.empty(),
                false,
                .95,
                new SensorGate.Settings(5000, 2, 60_000, 10_000, .5, 0, selection),
                new PredictorFit.Settings(8, 8, 64, 5e-3, 1e-3, .5, 1),
                OptionalDouble.of(.1),
                goal,
                1,
                500);
    }

    static int[] all(RecordedSensors recorded) {
        int[] rows = new int[recorded.rows()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        return rows;
    }
}
