package io.sluice.kernel.bundle;

import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.FixedPredictor;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The gates of a sensor bundle before any fit: all sensors stay on, of the configurations that the
 * present modalities feed the one that needs most of them runs, of such the one with most branches,
 * and its branches weigh the same. Nothing is known of costs, so that all are 0, and there is one
 * context.
 */
final class UnfittedSensors {
    private static final String CONTEXT = "any";
    private static final long STALE_AFTER_PERIODS = 10;

    /** Loss alone, and no candidate left out. */
    private static final JointSelection LEAST_LOSS = new JointSelection(0, 0, 0);

    private UnfittedSensors() {}

    static SensorPolicy of(SensorStructure structure, long periodMillis) {
        float[] losses = losses(structure);
        return new SensorPolicy(
                periodMillis,
                costs(structure),
                new FixedPredictor(losses),
                LEAST_LOSS,
                oneContext(structure.modalities().size()),
                new float[][] {losses},
                new SensorGate.Settings(
                        periodMillis,
                        1,
                        0,
                        Math.multiplyExact(STALE_AFTER_PERIODS, periodMillis),
                        0,
                        structure.allModalities(),
                        LEAST_LOSS),
                new LateFusion(equalWeights(structure)),
                Optional.empty());
    }

    /** Towards 0 for more modalities, and where these are as many, for more branches. */
    private static float[] losses(SensorStructure structure) {
        int allBranches = structure.branches().size();
        float most = structure.modalities().size() * (allBranches + 1) + allBranches;
        float[] losses = new float[structure.configurations().size()];
        for (int k = 0; k < losses.length; k++) {
            int modalities = Integer.bitCount(structure.modalitiesOf(k));
            int branches = Integer.bitCount(structure.configurations().get(k).branches());
            losses[k] = 1 - (modalities * (allBranches + 1) + branches) / most;
        }
        return losses;
    }

    private static SensorCosts costs(SensorStructure structure) {
        int modalities = structure.modalities().size();
        return new SensorCosts(
                new double[modalities],
                new double[modalities],
                new double[modalities],
                new double[modalities],
                new double[structure.branches().size()],
                0);
    }

    private static ContextFilter oneContext(int modalities) {
        return new ContextFilter(
                List.of(CONTEXT),
                new double[] {1},
                new double[][] {{1}},
                Collections.nCopies(modalities, Emission.NONE),
                new double[0][]);
    }

    private static float[][] equalWeights(SensorStructure structure) {
        int branches = structure.branches().size();
        float[][] weights = new float[structure.configurations().size()][branches];
        for (int k = 0; k < weights.length; k++) {
            int chosen = structure.configurations().get(k).branches();
            for (int b = 0; b < branches; b++) {
                weights[k][b] = (chosen >> b & 1) == 0 ? 0 : 1f / Integer.bitCount(chosen);
            }
        }
        return weights;
    }
}
