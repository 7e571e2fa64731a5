package io.sluice.gates.sensors;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
import java.util.Optional;

/**
 * A camera that fog ruins, a coarse radar and a lidar that rain hurts: a structure, its costs and
 * gates for tests. The camera's one feature is about 1 in fog and 0 else, the lidar's 1 in rain;
 * the radar says nothing of the weather.
 */
final class Weather {
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int LIDAR = 4;
    static final int ALL = 7;
    static final int CLEAR = 0;
    static final int FOG = 1;
    static final int RAIN = 2;
    static final long PERIOD = 100;

    static final SensorStructure STRUCTURE =
            new SensorStructure(
                    List.of("camera", "radar", "lidar"),
                    List.of(1, 1, 1),
                    List.of(
                            new BranchShape("see", CAMERA),
                            new BranchShape("echo", RADAR),
                            new BranchShape("scan", LIDAR),
                            new BranchShape("both", RADAR | LIDAR)),
                    List.of(
                            new ConfigurationShape("camera", 1),
                            new ConfigurationShape("radar", 2),
                            new ConfigurationShape("lidar", 4),
                            new ConfigurationShape("radar-lidar", 8),
                            new ConfigurationShape("everything", 1 | 8)));

    /** Clear, fog, rain by configuration. */
    static final float[][] LOSS = {
        {.10f, .50f, .20f, .18f, .09f},
        {.90f, .30f, .60f, .28f, .40f},
        {.60f, .35f, .80f, .34f, .45f}
    };

    private Weather() {}

    static SensorCosts costs(double wakeJoules) {
        return new SensorCosts(
                new double[] {2, 24, 12},
                new double[] {.1, 1, 1},
                new double[] {wakeJoules, wakeJoules, wakeJoules},
                new double[] {.02, .02, .02},
                new double[] {.1, .1, .1, .2},
                .01);
    }

    static ContextFilter filter() {
        float[][] camera = {{0, 0}, {8, -4}, {0, 0}};
        float[][] lidar = {{0, 0}, {0, 0}, {8, -4}};
        double[][] stay = {{.998, .001, .001}, {.001, .998, .001}, {.001, .001, .998}};
        double[][] confusion = {{.9, .05, .05}, {.05, .9, .05}, {.05, .05, .9}};
        return new ContextFilter(
                List.of("clear", "fog", "rain"),
                new double[] {.5, .25, .25},
                stay,
                List.of(new Emission(camera, 1), Emission.NONE, new Emission(lidar, .8)),
                confusion);
    }

    static SensorGate.Settings settings(double lambda) {
        return new SensorGate.Settings(
                1000, 5, 30_000, 2000, .5, 0, new JointSelection(lambda, 10, 10));
    }

    static SensorGate gate(SensorGate.Settings settings, double wakeJoules) {
        return new SensorGate(STRUCTURE, costs(wakeJoules), PERIOD, LOSS, settings);
    }

    static SensorPolicy policy(LossPredictor predictor) {
        return new SensorPolicy(
                PERIOD,
                costs(.5),
                predictor,
                new JointSelection(.1, .05, 8),
                filter(),
                LOSS,
                new SensorGate.Settings(
                        1000, 5, 30_000, 2000, .5, RADAR, new JointSelection(.2, .5, 8)),
                new LateFusion(
                        new float[][] {
                            {1.5f, 0, 0, 0},
                            {0, .7f, 0, 0},
                            {0, 0, .9f, 0},
                            {0, 0, 0, 1.1f},
                            {.8f, 0, 0, .4f}
                        }),
                Optional.of(
                        new PatternSets(
                                .1,
                                new int[] {ALL, RADAR | LIDAR, RADAR},
                                new float[] {.6f, .7f, .9f})));
    }

    static Prices pressure(double pressure) {
        return Prices.of(List.of(new Price(Resource.values()[0], "job", pressure)));
    }
}
