package io.sluice.gates.risk;

import io.sluice.gates.RemainingMass;
import io.sluice.gates.Softmax;
import io.sluice.gates.fit.LadderLogits;

/**
 * What fitted gates say about recorded samples. The course of g and r does not depend on κ, so it
 * is computed once for all of them.
 */
final class GateTrace {
    private final LadderLogits ladder;
    private final float[] gates;
    private final float[] masses;
    private final boolean[] disagreements;

    GateTrace(RemainingMass rule, LadderLogits ladder) {
        rule.requireExits(ladder.exits());
        this.ladder = ladder;
        int early = ladder.exits() - 1;
        this.gates = new float[ladder.rows() * early];
        this.masses = new float[ladder.rows() * early];
        this.disagreements = new boolean[ladder.rows() * early];
        Softmax softmax = new Softmax();
        for (int row = 0; row < ladder.rows(); row++) {
            int full = ladder.predicted(early, row);
            float mass = rule.initialState();
            for (int exit = 0; exit < early; exit++) {
                int at = row * early + exit;
                ladder.read(exit, row, softmax);
                gates[at] = rule.gate(exit, softmax);
                masses[at] = mass;
                disagreements[at] = softmax.argmax() != full;
                mass -= gates[at];
            }
        }
    }

    int rows() {
        return ladder.rows();
    }

    int exits() {
        return ladder.exits();
    }

    double cost(int exit) {
        return ladder.cost(exit);
    }

    /** The greatest κ with which a row leaves at an early exit; infinite when it always does. */
    float criticalKappa(int row, int exit) {
        int at = row * (exits() - 1) + exit;
        return masses[at] > 0 ? gates[at] / masses[at] : Float.POSITIVE_INFINITY;
    }

    /**
     * For each row 1 when with this κ it leaves with another class than the last exit's, else 0.
     */
    float[] disagreements(float kappa) {
        int early = exits() - 1;
        float[] losses = new float[rows()];
        for (int row = 0; row < losses.length; row++) {
            for (int at = row * early; at < (row + 1) * early; at++) {
                // The comparison of RemainingMass, rounding included.
                if (gates[at] >= kappa * masses[at]) {
                    losses[row] = disagreements[at] ? 1 : 0;
                    break;
                }
            }
        }
        return losses;
    }
}
