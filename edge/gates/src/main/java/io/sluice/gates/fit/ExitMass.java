package io.sluice.gates.fit;

/** How gates divide the mass of an event among exits (methods.md 1.2). */
public final class ExitMass {
    private ExitMass() {}

    /**
     * P_l = max(0, min(g_l, 1 − Σ_{j<l} g_j)); the last exit takes the rest.
     *
     * @param gates {@code [exits − 1]} outputs from 0 to 1
     * @param mass receives {@code [exits]}, which add up to 1
     */
    public static void of(double[] gates, double[] mass) {
        double left = 1;
        for (int l = 0; l < gates.length; l++) {
            mass[l] = Math.max(0, Math.min(gates[l], left));
            left = Math.max(0, left - gates[l]);
        }
        mass[gates.length] = left;
    }
}
