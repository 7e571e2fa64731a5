package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Needs the motion of 17 people (WISDM). */
class WisdmSensorGateProof {
    private static MotionGates gates;

    @BeforeAll
    static void judge() throws IOException {
        assumeThat(WisdmWindows.areIn(ProofFiles.sharedData())).as("WISDM windows").isTrue();
        gates = MotionGates.judged();
        new MotionTables(gates).write();
    }

    /** Else all that follows is about bad classifiers. */
    @Test
    void allSensorsTellActivitiesOfStrangers() {
        assertThat(gates.allSensors.accuracy()).isGreaterThan(.70);
    }

    @Test
    void gatesAreNoWorseThanAllSensorsByAPointOfMacroF1() {
        assertThat(gates.gate.less(gates.allSensors, gates.bootstrap).lower())
                .isGreaterThan(-GatePlan.MARGIN);
    }

    @Test
    void gatesBeatRandomConfigurationsOfEqualEnergy() {
        assertThat(gates.gate.less(gates.random, gates.bootstrap).lower()).isGreaterThan(0);
    }
}
