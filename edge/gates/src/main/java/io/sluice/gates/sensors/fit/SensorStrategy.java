package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LossPredictor;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;

/**
 * A way to gate that can be replayed.
 *
 * @param name what to call it
 * @param policy its gates
 * @param knowledge what it knows of the context
 * @param on the sensors that are powered throughout; 0 where the sensor gate decides
 */
public record SensorStrategy(String name, SensorPolicy policy, Knowledge knowledge, int on) {
    /** What a strategy knows of the context. */
    public enum Knowledge {
        /** What the sensors that are on tell the context filter. */
        SENSORS,
        /** A label from outside besides: the recorded context itself, where it is known. */
        OUTSIDE,
        /**
         * Everything: the true loss of every configuration and the true context, where it is known.
         * For comparison only; no gate can know it.
         */
        ORACLE
    }

    /** Whether the sensor gate decides what is powered. */
    public boolean switchesSensors() {
        return on == 0;
    }

    /** The same with λ of both gates. */
    public SensorStrategy withLambda(double lambda) {
        return new SensorStrategy(name, withLambda(policy, lambda), knowledge, on);
    }

    /** A policy with λ of both gates. */
    public static SensorPolicy withLambda(SensorPolicy policy, double lambda) {
        SensorGate.Settings gate = policy.gate();
        return new SensorPolicy(
                policy.periodMillis(),
                policy.costs(),
                policy.predictor(),
                withLambda(policy.selection(), lambda),
                policy.filter(),
                policy.contextLoss(),
                new SensorGate.Settings(
                        gate.windowMillis(),
                        gate.dwellWindows(),
                        gate.probeEveryMillis(),
                        gate.staleAfterMillis(),
                        gate.uncertainBelow(),
                        gate.alwaysOn(),
                        withLambda(gate.selection(), lambda)),
                policy.fusion(),
                policy.predictionSets());
    }

    private static JointSelection withLambda(JointSelection selection, double lambda) {
        return new JointSelection(lambda, selection.gamma(), selection.pressureCap());
    }

    /** A policy with another predictor. */
    public static SensorPolicy withPredictor(SensorPolicy policy, LossPredictor predictor) {
        return new SensorPolicy(
                policy.periodMillis(),
                policy.costs(),
                predictor,
                policy.selection(),
                policy.filter(),
                policy.contextLoss(),
                policy.gate(),
                policy.fusion(),
                policy.predictionSets());
    }
}
