package io.sluice.gates.sensors;

import io.sluice.gates.Prices;

/**
 * The gate of one sample (methods.md 2.5): which configuration runs, given a predicted loss for
 * each. By now the sensors have drawn their energy and the stems have run, so that what the choice
 * still decides are branches and fusion; their energies are divided by the largest.
 *
 * <p>Immutable; allocates nothing per decision.
 */
public final class ComputeGate {
    private final JointSelection selection;
    private final double[] energies;
    private final int[] needs;

    /**
     * @param joules what choosing each configuration costs, J, at least 0
     * @param needs the modalities that each needs, as masks
     */
    public ComputeGate(JointSelection selection, double[] joules, int[] needs) {
        if (joules.length != needs.length) {
            throw new IllegalArgumentException(
                    joules.length + " energies for " + needs.length + " configurations");
        }
        this.selection = selection;
        this.energies = normalised(joules);
        this.needs = needs.clone();
    }

    /**
     * @param predictedLoss of each configuration; one that is not finite is never chosen
     * @param present mask of the modalities that are usable in this sample
     * @return the index of the configuration, −1 when the present modalities feed none
     */
    public int choose(float[] predictedLoss, int present, Prices prices) {
        return selection.choose(predictedLoss, energies, needs, present, prices);
    }

    private static double[] normalised(double[] joules) {
        double most = 0;
        for (double value : joules) {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "an energy of " + value + " J; expected a finite number of at least 0");
            }
            most = Math.max(most, value);
        }
        double[] normalised = joules.clone();
        for (int k = 0; most > 0 && k < joules.length; k++) {
            normalised[k] /= most;
        }
        return normalised;
    }
}
