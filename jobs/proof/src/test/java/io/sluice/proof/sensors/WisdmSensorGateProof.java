package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Needs the motion of 17 people (WISDM). That gates are no worse than all sensors by a point of
 * macro-F1 is not asserted, because it did not hold; the table says whether it does.
 */
class WisdmSensorGateProof {
    private static MotionGates gates;

    /** Before each, so that every test that is skipped is counted. */
    @BeforeEach
    void judge() throws IOException {
        assumeThat(WisdmWindows.areIn(ProofFiles.sharedData())).as("WISDM windows").isTrue();
        if (gates == null) {
            gates = new MotionGates(MotionStudy.of(WisdmWindows.read(ProofFiles.sharedData())));
            new MotionTables(gates).write();
        }
    }

    /** Else all that follows is about bad classifiers. */
    @Test
    void allSensorsTellActivitiesOfStrangers() {
        assertThat(gates.allSensors.accuracy()).isGreaterThan(.70);
    }

    @Test
    void gatesBeatRandomConfigurationsOfEqualEnergy() {
        assertThat(gates.gate.less(gates.random, gates.bootstrap).lower()).isGreaterThan(0);
    }
}
