package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorGate;
import io.sluice.schemas.ReasonCode;

/** Is told what happens in the sensor operator; for metrics. */
interface SensorListener {
    /**
     * @param stage index among the bundle's stages
     * @param byAnother whether another provider took the batch over
     */
    void batchRan(int stage, int rows, double seconds, boolean byAnother);

    /**
     * @param configuration index, −1 for none
     * @param joules what the sample cost, sensors included
     */
    void answered(int configuration, ReasonCode reason, int powered, double joules);

    void failed(String reason);

    void commanded(SensorGate.Reason reason, boolean again);
}
