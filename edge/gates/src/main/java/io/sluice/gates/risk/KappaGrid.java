package io.sluice.gates.risk;

import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.LadderLogits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Values of κ between which the mean cost changes in equal steps, from almost nobody leaves early
 * to everybody leaves at the first exit.
 *
 * <p>A row moves to an earlier exit only at its critical values of κ. Sorted from the greatest
 * down, each with the cost that the row saves there, they are the whole course of the mean cost;
 * the grid takes the values at which the sum passes equal parts of the total.
 */
final class KappaGrid {
    /** So that the last part is reached although sums are rounded. */
    private static final double ROUNDING = 1e-12;

    private final GateTrace trace;
    private final List<Saving> savings = new ArrayList<>();

    /** At κ and below, a row's cost is less by that much. */
    private record Saving(float kappa, double cost) {}

    private KappaGrid(GateTrace trace) {
        this.trace = trace;
        for (int row = 0; row < trace.rows(); row++) {
            addSavings(row);
        }
        savings.sort(Comparator.comparingDouble(Saving::kappa).reversed());
    }

    /**
     * The same gates with values of κ from strict to loose.
     *
     * @param reference samples that the costs are computed on
     * @param steps the number of steps in cost; the grid has at most as many values
     */
    static List<RemainingMass> of(RemainingMass gates, LadderLogits reference, int steps) {
        if (steps < 1 || reference.rows() == 0) {
            throw new IllegalArgumentException(
                    "a grid needs steps and rows, not " + steps + " and " + reference.rows());
        }
        List<Float> kappas = new KappaGrid(new GateTrace(gates, reference)).kappas(steps);
        return kappas.stream().map(gates::withKappa).toList();
    }

    private void addSavings(int row) {
        float before = 0;
        int exitBefore = -1;
        // With a falling κ a row comes to an exit only when that exit's value tops all earlier
        // ones.
        for (int exit = 0; exit < trace.exits() - 1; exit++) {
            float kappa = trace.criticalKappa(row, exit);
            if (exitBefore < 0 || kappa > before) {
                if (exitBefore >= 0) {
                    savings.add(new Saving(before, trace.cost(exit) - trace.cost(exitBefore)));
                }
                before = kappa;
                exitBefore = exit;
            }
        }
        if (exitBefore >= 0 && before < Float.POSITIVE_INFINITY) {
            savings.add(new Saving(before, 1 - trace.cost(exitBefore)));
        }
    }

    private List<Float> kappas(int steps) {
        double part = savings.stream().mapToDouble(Saving::cost).sum() / steps * (1 - ROUNDING);
        List<Float> kappas = new ArrayList<>();
        float last = Float.POSITIVE_INFINITY;
        double saved = 0;
        int next = 1;
        for (Saving saving : savings) {
            saved += saving.cost();
            // A gate of exactly 0 is passed by no positive value.
            float kappa = Math.max(saving.kappa(), Float.MIN_NORMAL);
            if (saved >= next * part && kappa < last) {
                kappas.add(kappa);
                last = kappa;
                next = (int) (saved / part) + 1;
            }
        }
        return kappas;
    }
}
