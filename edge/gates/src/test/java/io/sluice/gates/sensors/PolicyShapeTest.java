package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyShape;
import org.junit.jupiter.api.Test;

class PolicyShapeTest {
    private static final Policy LADDER =
            new Policy("ladder", "ab".repeat(32), CertaintyThreshold.confidence(.5f, .5f));
    private static final Policy SENSORS =
            new Policy("sensors", "ab".repeat(32), FixedExit.full())
                    .with(Weather.policy(new ContextLossPredictor(Weather.LOSS)));

    @Test
    void aLadderTakesPoliciesForItsExitsAlone() {
        assertThat(PolicyShape.ladder(3).sensors()).isEmpty();
        assertThatCode(() -> PolicyShape.ladder(3).requireFits(LADDER)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PolicyShape.ladder(2).requireFits(LADDER))
                .hasMessageContaining("a ladder of 2 exits needs 1 thresholds, not 2");
        assertThatThrownBy(() -> PolicyShape.ladder(3).requireFits(SENSORS))
                .hasMessage(
                        "policy sensors has a section sensors; expected none: its bundle is a"
                                + " ladder");
    }

    @Test
    void aSensorBundleTakesPoliciesForItsModalitiesAlone() {
        PolicyShape shape = PolicyShape.sensors(Weather.STRUCTURE);
        assertThat(shape.sensors()).contains(Weather.STRUCTURE);
        assertThatCode(() -> shape.requireFits(SENSORS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> shape.requireFits(LADDER))
                .hasMessage(
                        "policy ladder has no section sensors; a bundle with the modalities"
                                + " camera, radar, lidar needs one");
        Policy narrow =
                new Policy("narrow", "ab".repeat(32), FixedExit.full())
                        .with(Weather.policy(FixedPredictor.always(0, 4)));
        assertThatThrownBy(() -> shape.requireFits(narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4")
                .hasMessageContaining("5");
    }

    @Test
    void gatesFittedForAnotherPeriodAreRefused() {
        PolicyShape shape = PolicyShape.sensors(Weather.STRUCTURE);
        assertThatCode(() -> shape.every(Weather.PERIOD).requireFits(SENSORS))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> shape.every(1000).requireFits(SENSORS))
                .hasMessage(
                        "policy sensors has gates for a sample every 100 ms; expected 1000 ms, the"
                                + " period of the job");
    }
}
