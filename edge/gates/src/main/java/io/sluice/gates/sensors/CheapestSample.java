package io.sluice.gates.sensors;

/**
 * What the least is that a sample can be answered for, stems included. Immutable; the costs must
 * fit the structure.
 */
public final class CheapestSample {
    private final SensorStructure structure;
    private final SensorCosts costs;
    private final int[] needs;
    private final double[] energies;

    /** By the costs of a policy. */
    public CheapestSample(SensorStructure structure, SensorCosts costs) {
        this.structure = structure;
        this.costs = costs;
        this.needs = structure.modalitiesOfAll();
        this.energies = new double[needs.length];
        for (int k = 0; k < needs.length; k++) {
            energies[k] = joules(k);
        }
    }

    /** What a configuration takes with the stems that it needs, J. */
    public double joules(int configuration) {
        return costs.stemJoules(needs[configuration])
                + costs.configurationJoules(structure.configurations().get(configuration));
    }

    /**
     * The configuration that takes least.
     *
     * @param present mask of the modalities that are there
     * @return its index, −1 when they feed none
     */
    public int of(int present) {
        return JointSelection.cheapest(energies, needs, present);
    }
}
