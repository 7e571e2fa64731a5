package io.sluice.gates.sensors;

import java.util.Optional;

/**
 * All parameters of the sensor gates: the section {@code sensors} of a policy document.
 *
 * @param periodMillis the time between two samples of a key for which everything here was fitted,
 *     ms: the tick of the context filter and of the energies; that of the pipeline must be the same
 * @param costs what sensing and computing cost
 * @param predictor predicts the loss of every configuration for a sample
 * @param selection λ and γ of the compute gate; γ in the unit of the predictor
 * @param filter what context a key is in
 * @param contextLoss {@code [contexts][configurations]}: mean losses, for the sensor gate
 * @param gate when sensors are switched
 * @param fusion makes one answer of the branches
 * @param predictionSets how to answer with sets of classes
 */
public record SensorPolicy(
        long periodMillis,
        SensorCosts costs,
        LossPredictor predictor,
        JointSelection selection,
        ContextFilter filter,
        float[][] contextLoss,
        SensorGate.Settings gate,
        LateFusion fusion,
        Optional<PatternSets> predictionSets) {

    public SensorPolicy {
        if (periodMillis < 1) {
            throw new IllegalArgumentException("period-millis is at least 1, not " + periodMillis);
        }
    }

    /**
     * Checks that everything in it was made for what a bundle offers.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    public void requireFits(SensorStructure structure) {
        int contexts = filter.contexts().size();
        costs.requireFits(structure);
        predictor.requireFits(structure, contexts);
        filter.requireFits(structure);
        new ContextLoss(contextLoss).requireFits("losses by context", structure, contexts);
        gate.requireFits(structure);
        fusion.requireFits(structure);
        predictionSets.ifPresent(sets -> sets.requireFits(structure));
    }

    /**
     * The gate of a sample. The policy must fit the structure. Energies are divided as the sensor
     * gate divides them, by that of the dearest sample with all sensors on: λ is then the same
     * price of a joule in both gates. Divided by the dearest branches, it would give up answers for
     * energies that are nothing beside the sensors'.
     */
    public ComputeGate computeGate(SensorStructure structure) {
        double[] joules =
                structure.configurations().stream()
                        .mapToDouble(costs::configurationJoules)
                        .toArray();
        int all = structure.allModalities();
        double most =
                structure.configurations().stream()
                        .mapToDouble(
                                shape -> costs.sampleJoules(all, all, shape, periodMillis * 1e-3))
                        .max()
                        .orElseThrow();
        return new ComputeGate(selection, joules, most, structure.modalitiesOfAll());
    }

    /** The gate of a window. The policy must fit the structure. */
    public SensorGate sensorGate(SensorStructure structure) {
        return new SensorGate(structure, costs, periodMillis, contextLoss, gate);
    }
}
