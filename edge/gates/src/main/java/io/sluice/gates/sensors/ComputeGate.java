package io.sluice.gates.sensors;

import io.sluice.gates.Prices;
import java.util.Arrays;

/**
 * The gate of one sample (methods.md 2.5): which configuration runs, given a predicted loss for
 * each. By now the sensors have drawn their energy and the stems have run, so that what the choice
 * still decides are branches and fusion.
 *
 * <p>Immutable; allocates nothing per decision.
 */
public final class ComputeGate {
    private final JointSelection selection;
    private final double[] energies;
    private final int[] needs;

    /**
     * Energies are divided by the largest.
     *
     * @param joules what choosing each configuration costs, J, at least 0
     * @param needs the modalities that each needs, as masks
     */
    public ComputeGate(JointSelection selection, double[] joules, int[] needs) {
        this(selection, joules, Arrays.stream(joules).max().orElse(0), needs);
    }

    /**
     * @param joules what choosing each configuration costs, J, at least 0
     * @param scale what they are divided by, J: with the same scale λ is the same price elsewhere;
     *     0 where all are 0
     * @param needs the modalities that each needs, as masks
     */
    public ComputeGate(JointSelection selection, double[] joules, double scale, int[] needs) {
        if (joules.length != needs.length) {
            throw new IllegalArgumentException(
                    joules.length + " energies for " + needs.length + " configurations");
        }
        this.selection = selection;
        this.energies = normalised(joules, scale);
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

    /**
     * What is left to choose where energy is not there for more.
     *
     * @param present mask of the modalities that are usable in this sample
     * @return the index of the configuration of least energy, −1 when they feed none
     */
    public int cheapest(int present) {
        return JointSelection.cheapest(energies, needs, present);
    }

    private static double[] normalised(double[] joules, double scale) {
        double[] normalised = joules.clone();
        for (int k = 0; k < joules.length; k++) {
            if (!(joules[k] >= 0 && joules[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "an energy of " + joules[k] + " J; expected a finite number of at least 0");
            }
            normalised[k] /= scale > 0 ? scale : 1;
        }
        return normalised;
    }
}
