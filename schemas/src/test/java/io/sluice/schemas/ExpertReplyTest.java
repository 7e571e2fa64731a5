package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.ExpertReply.Status;
import org.junit.jupiter.api.Test;

class ExpertReplyTest {
    @Test
    void energyIsThatOfOneRequest() {
        assertThat(reply(ExpertReply.MOST_JOULES).joules()).isEqualTo(1e9);
        for (double joules : new double[] {Double.POSITIVE_INFINITY, 1e300, -1}) {
            assertThatThrownBy(() -> reply(joules))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(joules));
        }
    }

    @Test
    void aReplyMayBeThatOfAnotherDevice() {
        ExpertReply other = reply(1).from("other");
        assertThat(other.device()).isEqualTo("other");
        assertThat(other.from("device")).isEqualTo(reply(1));
    }

    private static ExpertReply reply(double joules) {
        return new ExpertReply(
                "id",
                "expert",
                "device",
                "",
                Status.FAILED,
                "why",
                null,
                1,
                2,
                joules,
                Provenance.MEASURED);
    }
}
