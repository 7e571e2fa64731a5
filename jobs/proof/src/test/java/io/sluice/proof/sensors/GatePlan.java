package io.sluice.proof.sensors;

import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.DeviceDelays;
import io.sluice.gates.sensors.fit.PredictorFit;
import io.sluice.gates.sensors.fit.SensorFitSettings;
import io.sluice.gates.sensors.fit.SensorFitSettings.Identification;
import io.sluice.gates.sensors.fit.SensorGoal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was settled before any test person was judged; the README of the module has it in words. */
final class GatePlan {
    static final long PERIOD_MILLIS = 5_000;
    static final double PERIOD_SECONDS = PERIOD_MILLIS / 1000.0;
    static final double MARGIN = .01;
    static final long SEED = 1;
    static final int RESAMPLES = 2_000;

    /** Groups of activities that are tried; 0 for every activity alone. */
    static final int[] GROUPS = {5, 8, 0};

    /** What knows the losses, of those that are tried. */
    static final List<Identification> IDENTIFICATIONS =
            List.of(Identification.CONTEXT, Identification.LINEAR);

    private GatePlan() {}

    /** Gates that are tried, λ apart. */
    static List<SensorGate.Settings> gates() {
        List<SensorGate.Settings> gates = new ArrayList<>();
        for (double gamma : new double[] {.5, 5}) {
            JointSelection selection = new JointSelection(0, gamma, 10);
            gates.add(new SensorGate.Settings(10_000, 2, 60_000, 20_000, .5, 0, selection));
            gates.add(new SensorGate.Settings(10_000, 2, 120_000, 20_000, 0, 0, selection));
            gates.add(new SensorGate.Settings(10_000, 2, 0, 20_000, .5, 0, selection));
            gates.add(new SensorGate.Settings(5_000, 3, 60_000, 10_000, .5, 0, selection));
            gates.add(new SensorGate.Settings(5_000, 3, 0, 10_000, .5, 0, selection));
        }
        return gates;
    }

    /** A sensor-second is a joule; computing costs nothing. */
    static SensorFitSettings settings(SensorStructure structure) {
        int sensors = structure.modalities().size();
        double[] on = new double[sensors];
        java.util.Arrays.fill(on, 1);
        SensorCosts costs =
                new SensorCosts(
                        on,
                        new double[sensors],
                        new double[sensors],
                        new double[sensors],
                        new double[structure.branches().size()],
                        0);
        return new SensorFitSettings(
                PERIOD_MILLIS,
                costs,
                DeviceDelays.least(sensors),
                Identification.LINEAR,
                Optional.empty(),
                false,
                .95,
                gates().get(0),
                PredictorFit.Settings.DEFAULT,
                OptionalDouble.empty(),
                new SensorGoal.Lambda(0),
                SEED,
                RESAMPLES);
    }
}
