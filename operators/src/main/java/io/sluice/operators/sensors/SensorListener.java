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

    /**
     * Gates that are not followed would have done otherwise with the sample that is answered next.
     *
     * @param configuration that would have run; −1 for none
     * @param changed whether its answer would have been another
     * @param multiplyAdds that would have been saved
     * @param joules that would have been saved; below 0 where sensors would have been woken
     */
    void wouldHaveChosen(int configuration, boolean changed, long multiplyAdds, double joules);

    void failed(String reason);

    void commanded(SensorGate.Reason reason, boolean again);
}
