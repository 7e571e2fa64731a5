package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerChoiceTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;

    @Test
    void whoMakesItAnswersItself() {
        assertThat(PeerChoice.choose(100, 100, new double[] {1, 2})).isEqualTo(PeerChoice.ITSELF);
    }

    @Test
    void elseTheFirstPeerToAnswerIsAsked() {
        assertThat(PeerChoice.choose(100, 101, new double[] {90, 50, NEVER})).isEqualTo(1);
        assertThat(PeerChoice.choose(100, NEVER, new double[] {100})).isZero();
    }

    @Test
    void nobodyIsAskedInVain() {
        assertThat(PeerChoice.choose(100, 200, new double[] {101, NEVER}))
                .isEqualTo(PeerChoice.ITSELF);
        assertThat(PeerChoice.choose(100, NEVER, new double[0])).isEqualTo(PeerChoice.ITSELF);
    }
}
